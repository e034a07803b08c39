using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <content>Both backward passes in one loop over channels.</content>
internal static unsafe partial class NormalizeGradient
{
    /// <summary>
    /// <see cref="Reduce"/> and then <see cref="ThroughBatchStatistics"/>, the same to the bit. Where a channel fits the caches, x and dy are read from memory
    /// once: both passes over a few channels come before the next few.
    /// </summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="planes">The extent of x, y, dy and dx.</param>
    /// <param name="x">The batch.</param>
    /// <param name="y">The forward output; read only for the sigmoid and tanh, else it may be empty.</param>
    /// <param name="dy">The gradient with respect to y.</param>
    /// <param name="mean">μ, C numbers.</param>
    /// <param name="invStd">1/√(populationVariance + ε), C numbers.</param>
    /// <param name="gamma">γ, C numbers, or none for 1.</param>
    /// <param name="beta">β, C numbers, or none for 0.</param>
    /// <param name="activation">f.</param>
    /// <param name="sumDz">C sums, written.</param>
    /// <param name="sumDzXHat">C sums, written.</param>
    /// <param name="count">Values per channel behind the statistics.</param>
    /// <param name="dx">The gradient with respect to x, written; it may be y or dy itself.</param>
    /// <exception cref="ArgumentException">An extent is negative, a span's length does not fit, or the count is not positive.</exception>
    public static void OfBatch(
        ThreadTeam team,
        Planes planes,
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> y,
        ReadOnlySpan<float> dy,
        ReadOnlySpan<double> mean,
        ReadOnlySpan<double> invStd,
        ReadOnlySpan<float> gamma,
        ReadOnlySpan<float> beta,
        Activation activation,
        Span<double> sumDz,
        Span<double> sumDzXHat,
        double count,
        Span<float> dx)
    {
        ArgumentNullException.ThrowIfNull(team);
        NormalizationGuard.Check(planes);
        var tiling = new ReductionTiling(new ChannelLayout(planes, team.Machine));
        var tasks = new ColumnTasks(tiling.Layout, tensors: 2, team.Machine, team.Threads);
        if (!tasks.AreWorthwhile)
        {
            Reduce(team, planes, x, y, dy, mean, invStd, gamma, beta, activation, sumDz, sumDzXHat);
            ThroughBatchStatistics(team, planes, x, y, dy, mean, invStd, gamma, beta, activation, sumDz, sumDzXHat, count, dx);
            return;
        }

        CheckInputs(planes, x.Length, y.Length, dy.Length, activation);
        BothPasses(team, planes, tiling, tasks, default, x, y, dy, mean, invStd, gamma, beta, activation, sumDz, sumDzXHat, count, dx);
    }

    /// <summary>Both passes, by columns where that is worthwhile, else one after the other, over wide planes. The inputs that differ have been checked.</summary>
    private static void BothPasses(
        ThreadTeam team,
        Planes planes,
        ReductionTiling tiling,
        ColumnTasks tasks,
        in PoolingGeometry pooling,
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> y,
        ReadOnlySpan<float> dy,
        ReadOnlySpan<double> mean,
        ReadOnlySpan<double> invStd,
        ReadOnlySpan<float> gamma,
        ReadOnlySpan<float> beta,
        Activation activation,
        Span<double> sumDz,
        Span<double> sumDzXHat,
        double count,
        Span<float> dx)
    {
        NormalizationGuard.Statistics(planes, mean.Length, invStd.Length, gamma.Length, beta.Length);
        NormalizationGuard.Channels(planes, nameof(sumDz), sumDz.Length);
        NormalizationGuard.Channels(planes, nameof(sumDzXHat), sumDzXHat.Length);
        NormalizationGuard.Elements(planes, nameof(dx), dx.Length);
        NormalizationGuard.Count(count);
        using ThreadTeam.Lease lease = team.Reserve();
        nuint own = CellSums.FloatsFor(tiling.Cells) + ChannelCoefficients.FloatsFor(tiling.Layout);
        float* scratch = team.SharedScratch(own + 2 + (2 * (nuint)PooledGradient.PlacesFor(pooling)));
        var sums = new CellSums(scratch, tiling.Cells, tiling.Layout.Columns);
        var coefficients = new ChannelCoefficients(scratch + CellSums.FloatsFor(tiling.Cells), tiling.Layout.Columns);
        coefficients.SetAffine(tiling.Layout, mean, invStd, gamma, beta);
        fixed (float* px = x, py = y, pdy = dy, pdx = dx, pGamma = gamma)
        {
            fixed (double* pMean = mean, pInvStd = invStd, pSumDz = sumDz, pSumDzXHat = sumDzXHat)
            {
                var data = new ChannelData { X = px, Y = py, Dy = pdy, Coefficients = coefficients };
                var step = new GradientStep(tiling, sums, coefficients, pMean, pInvStd, pGamma, pSumDz, pSumDzXHat, count);
                PooledGradient pooled = pooling.Planes > 0 ? new PooledGradient(pooling, pdy, (nint*)(scratch + ((own + 1) & ~(nuint)1))).WithPlaces() : default;
                var visitor = new OfBatchVisitor(team, tasks, tiling, sums, step, data, pooled, pdx);
                activation.Dispatch(ref visitor);
            }
        }
    }

    private readonly struct OfBatchVisitor(
        ThreadTeam team, ColumnTasks tasks, ReductionTiling tiling, CellSums sums, GradientStep step, ChannelData data, PooledGradient pooled, float* dx) : IEpilogueVisitor
    {
        public void Visit<TEpilogue>(TEpilogue epilogue)
            where TEpilogue : unmanaged, IEpilogue
        {
            var dz = new ActivationGradientTerm<TEpilogue>(epilogue);
            var reduction = new ReductionBody<ActivationGradientTerm<TEpilogue>>(tiling, data, dz, sums, pivot: false, pooled);
            var map = new MapBody<BatchInputGradientTerm<TEpilogue>>(tiling.Layout, data, new BatchInputGradientTerm<TEpilogue>(epilogue), dx, pooled);
            if (!tasks.AreWorthwhile)
            {
                team.ForSimd(tiling.Tasks, reduction);
                for (int column = 0; column < tiling.Layout.Columns; column++)
                {
                    step.Finish(column);
                }

                team.ForSimd(map.Tasks, map);
                return;
            }

            team.ForSimd(
                tasks.Count,
                new ColumnBody<ActivationGradientTerm<TEpilogue>, GradientStep, BatchInputGradientTerm<TEpilogue>>(reduction, step, map, tasks));
        }
    }
}
