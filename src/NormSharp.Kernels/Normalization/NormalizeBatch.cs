using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <summary>Normalizes each channel with the statistics of the batch itself, which it takes on the way.</summary>
/// <remarks>
/// The same to the bit as <see cref="ChannelStatistics.Compute"/> and then <see cref="Normalize.Apply"/>. Where the batch does not fit the caches, and a channel does, it reads x
/// from memory once and writes y once: both passes over a few channels come before the next few.
/// </remarks>
internal static unsafe class NormalizeBatch
{
    /// <summary>y = f(γ·(x − μ)/√(σ² + ε) + β + addend), with the channel's own μ and σ².</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="planes">The extent of x and y.</param>
    /// <param name="x">The batch.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="gamma">γ, C numbers, or none for 1.</param>
    /// <param name="beta">β, C numbers, or none for 0.</param>
    /// <param name="addend">What is added before the activation, such as a residual block's shortcut; or none.</param>
    /// <param name="activation">f.</param>
    /// <param name="mean">C means, written.</param>
    /// <param name="m2">C sums of squared deviations, written.</param>
    /// <param name="invStd">C numbers 1/√(σ² + ε), written.</param>
    /// <param name="y">The result; it may be x itself.</param>
    /// <exception cref="ArgumentException">An extent is negative, or a span's length does not fit.</exception>
    public static void Apply(
        ThreadTeam team,
        Planes planes,
        ReadOnlySpan<float> x,
        double epsilon,
        ReadOnlySpan<float> gamma,
        ReadOnlySpan<float> beta,
        ReadOnlySpan<float> addend,
        Activation activation,
        Span<double> mean,
        Span<double> m2,
        Span<double> invStd,
        Span<float> y)
    {
        ArgumentNullException.ThrowIfNull(team);
        NormalizationGuard.Check(planes);
        NormalizationGuard.Elements(planes, nameof(x), x.Length);
        NormalizationGuard.Elements(planes, nameof(y), y.Length);
        NormalizationGuard.Addend(planes, addend.Length);
        NormalizationGuard.Statistics(planes, mean.Length, invStd.Length, gamma.Length, beta.Length);
        NormalizationGuard.Channels(planes, nameof(m2), m2.Length);
        var tiling = new ReductionTiling(new ChannelLayout(planes, team.Machine));
        var tasks = new ColumnTasks(tiling.Layout, tensors: 1, team.Machine, team.Threads);

        // What a cache holds is still there when the second loop comes to it.
        if (!tasks.AreWorthwhile || !tiling.Layout.IsBeyondCaches)
        {
            ChannelStatistics.Compute(team, planes, x, mean, m2);
            double count = (double)planes.Batch * planes.Spatial;
            for (int c = 0; c < planes.Channels; c++)
            {
                invStd[c] = 1 / Math.Sqrt((m2[c] / count) + epsilon);
            }

            Normalize.Apply(team, planes, x, mean, invStd, gamma, beta, activation, y, addend);
            return;
        }

        ByColumns(team, tiling, tasks, x, epsilon, gamma, beta, addend, activation, mean, m2, invStd, y);
    }

    /// <summary>Both passes over a few channels, then over the next few; the channels are wide planes, and all spans fit.</summary>
    internal static void ByColumns(
        ThreadTeam team,
        ReductionTiling tiling,
        ColumnTasks tasks,
        ReadOnlySpan<float> x,
        double epsilon,
        ReadOnlySpan<float> gamma,
        ReadOnlySpan<float> beta,
        ReadOnlySpan<float> addend,
        Activation activation,
        Span<double> mean,
        Span<double> m2,
        Span<double> invStd,
        Span<float> y)
    {
        using ThreadTeam.Lease lease = team.Reserve();
        float* scratch = team.SharedScratch(CellSums.FloatsFor(tiling.Cells) + ChannelCoefficients.FloatsFor(tiling.Layout));
        var sums = new CellSums(scratch, tiling.Cells, tiling.Layout.Columns);
        var coefficients = new ChannelCoefficients(scratch + CellSums.FloatsFor(tiling.Cells), tiling.Layout.Columns);
        fixed (float* px = x, py = y, pAddend = addend, pGamma = gamma, pBeta = beta)
        {
            fixed (double* pMean = mean, pM2 = m2, pInvStd = invStd)
            {
                var data = new ChannelData { X = px, Coefficients = coefficients };
                var reduction = new ReductionBody<MomentTerm>(tiling, data, default, sums, pivot: true);
                var step = new MomentStep(tiling, sums, coefficients, pMean, pM2, pInvStd, epsilon, pGamma, pBeta);
                var visitor = new Visitor(team, tasks, reduction, step, data, pAddend, py);
                activation.Dispatch(ref visitor);
            }
        }
    }

    private readonly struct Visitor(
        ThreadTeam team, ColumnTasks tasks, ReductionBody<MomentTerm> reduction, MomentStep step, ChannelData data, float* addend, float* y) : IEpilogueVisitor
    {
        public void Visit<TEpilogue>(TEpilogue epilogue)
            where TEpilogue : unmanaged, IEpilogue
        {
            if (addend == null)
            {
                Run(new NormalizeTerm<TEpilogue>(epilogue));
            }
            else
            {
                Run(new NormalizeAddTerm<TEpilogue>(epilogue, addend));
            }
        }

        private void Run<TTerm>(TTerm term)
            where TTerm : unmanaged, IChannelTerm
        {
            var map = new MapBody<TTerm>(reduction.Layout, data, term, y);
            team.ForSimd(tasks.Count, new ColumnBody<MomentTerm, MomentStep, TTerm>(reduction, step, map, tasks));
        }
    }
}
