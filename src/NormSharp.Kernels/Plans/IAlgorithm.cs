namespace NormSharp.Kernels.Plans;

/// <summary>One named way to compute a pass of a family of kernels; a family adds how it is run.</summary>
/// <typeparam name="TProblem">
/// All that the choice may depend on besides the machine: sizes, never data; threads only where every choice gives the same bits.
/// </typeparam>
internal interface IAlgorithm<TProblem>
    where TProblem : struct
{
    /// <summary>The name by which it is printed and forced: lower case, words joined by hyphens.</summary>
    string Name { get; }

    /// <summary>Whether it can compute a problem, whether it pays there, and why.</summary>
    Verdict Judge(in TProblem problem);

    /// <summary>Floats of scratch memory that it needs, on a number of threads; asked only where it accepts the problem.</summary>
    nuint ScratchLength(in TProblem problem, int threads);
}
