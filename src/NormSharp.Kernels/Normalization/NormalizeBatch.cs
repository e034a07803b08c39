using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <summary>Normalizes each channel with the statistics of the batch itself, which it takes on the way.</summary>
/// <remarks>
/// The same to the bit as <see cref="ChannelStatistics.Compute"/> and then <see cref="Normalize.Apply"/>. <see cref="NormalizationPlan"/>
/// chooses the algorithm, unless the caller names one that accepts the extent.
/// </remarks>
internal static class NormalizeBatch
{
    /// <summary>y = f(γ·(x − μ)/√(σ² + ε) + β + addend), with the channel's own μ and σ².</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="planes">The extent of x and y.</param>
    /// <param name="spans">What is read and written.</param>
    /// <param name="algorithm">An algorithm that accepts the extent; null for the plan's choice.</param>
    /// <exception cref="ArgumentException">An extent is negative, or a span's length does not fit.</exception>
    public static void Apply(ThreadTeam team, Planes planes, in BatchSpans spans, BatchForward? algorithm = null)
    {
        ArgumentNullException.ThrowIfNull(team);
        NormalizationGuard.Elements(planes, "x", spans.X.Length);
        NormalizationGuard.Elements(planes, "y", spans.Y.Length);
        NormalizationGuard.Addend(planes, spans.Addend.Length);
        NormalizationGuard.Statistics(planes, new ChannelAffine(spans.Mean, spans.InvStd, spans.Gamma, spans.Beta));
        NormalizationGuard.Channels(planes, "m2", spans.M2.Length);
        algorithm ??= NormalizationPlan.Of(team.Machine).Forward.Choose(new BatchProblem(planes, team.Threads));
        algorithm.Run(team, planes, spans);
    }
}
