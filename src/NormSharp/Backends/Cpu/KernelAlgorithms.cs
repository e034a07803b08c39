using NormSharp.Kernels.Plans;

namespace NormSharp.Backends;

/// <summary>What the plans of the kernels tell the command line.</summary>
internal static class KernelAlgorithms
{
    /// <summary>A plan, or the word that the environment forces an algorithm that there is not.</summary>
    /// <exception cref="NormSharpException">It does.</exception>
    public static T Planned<T>(Func<T> plan)
    {
        try
        {
            return plan();
        }
        catch (ArgumentException exception)
        {
            throw new NormSharpException(exception.Message, exception);
        }
    }

    /// <summary>Every algorithm of a table, in the order in which it asks them.</summary>
    public static IReadOnlyList<KernelAlgorithm> Of<TProblem, TAlgorithm>(
        AlgorithmTable<TProblem, TAlgorithm> table, TProblem problem, int threads)
        where TProblem : struct, IEquatable<TProblem>
        where TAlgorithm : class, IAlgorithm<TProblem> =>
        [
            .. table.Candidates(problem).Select(candidate => new KernelAlgorithm(
                candidate.Name,
                candidate.Verdict.Accepts,
                candidate.IsChosen,
                candidate.Verdict.Reason,
                candidate.Verdict.Accepts ? sizeof(float) * (long)table.Named(candidate.Name).ScratchLength(problem, threads) : 0)),
        ];
}
