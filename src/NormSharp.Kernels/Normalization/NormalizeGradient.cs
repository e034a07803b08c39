using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <summary>
/// The gradients of <see cref="Normalize"/>, with z = γ·x̂ + β, x̂ = (x − μ)·invStd, y = f(z) and dz = f′(z)·dy
/// (Ioffe and Szegedy 2015, section 3).
/// </summary>
/// <remarks>
/// Each method reads x and dy once (<see cref="ThroughFixedStatistics"/> reads x only where f′ needs it). Only the sigmoid and tanh read y; the
/// other activations make z again from x, which is cheaper than another pass over memory, and y may then be empty. Sums are taken in float lanes
/// over cells of at most 4096 values and in double above, in an order that depends on the sizes only. The twin is
/// <see cref="Reference.ReferenceNormalization"/>.
/// </remarks>
internal static unsafe partial class NormalizeGradient
{
    /// <summary>Of each channel Σdz, which is dβ, and Σdz·x̂, which is dγ.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="planes">The extent of x, y and dy.</param>
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
    /// <exception cref="ArgumentException">An extent is negative, or a span's length does not fit.</exception>
    public static void Reduce(
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
        Span<double> sumDzXHat)
    {
        ArgumentNullException.ThrowIfNull(team);
        CheckInputs(planes, x.Length, y.Length, dy.Length, activation);
        NormalizationGuard.Statistics(planes, mean.Length, invStd.Length, gamma.Length, beta.Length);
        NormalizationGuard.Channels(planes, nameof(sumDz), sumDz.Length);
        NormalizationGuard.Channels(planes, nameof(sumDzXHat), sumDzXHat.Length);
        var tiling = new ReductionTiling(new ChannelLayout(planes, team.Machine));
        using ThreadTeam.Lease lease = team.Reserve();
        float* scratch = team.SharedScratch(CellSums.FloatsFor(tiling.Cells) + ChannelCoefficients.FloatsFor(tiling.Layout));
        var sums = new CellSums(scratch, tiling.Cells, tiling.Layout.Columns);
        var coefficients = new ChannelCoefficients(scratch + CellSums.FloatsFor(tiling.Cells), tiling.Layout.Columns);
        coefficients.SetAffine(tiling.Layout, mean, invStd, gamma, beta);
        fixed (float* px = x, py = y, pdy = dy)
        {
            var visitor = new ReduceVisitor(team, tiling, new ChannelData { X = px, Y = py, Dy = pdy, Coefficients = coefficients }, sums);
            activation.Dispatch(ref visitor);
        }

        AddCells(tiling, sums, sumDz, sumDzXHat);
        for (int c = 0; c < planes.Channels; c++)
        {
            sumDzXHat[c] = invStd[c] * (sumDzXHat[c] - (ChannelCoefficients.Remainder(mean[c]) * sumDz[c]));
        }
    }

    /// <summary>
    /// dx = γ·invStd·(dz − Σdz/count − x̂·Σdz·x̂/count): the gradient where μ and invStd are the batch's own.
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
    /// <param name="sumDz">What <see cref="Reduce"/> gave, over all values behind the statistics.</param>
    /// <param name="sumDzXHat">What <see cref="Reduce"/> gave, over all values behind the statistics.</param>
    /// <param name="count">Values per channel behind the statistics: more than this batch's where several were merged.</param>
    /// <param name="dx">The gradient with respect to x, written; it may be y or dy itself.</param>
    /// <exception cref="ArgumentException">An extent is negative, a span's length does not fit, or the count is not positive.</exception>
    public static void ThroughBatchStatistics(
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
        ReadOnlySpan<double> sumDz,
        ReadOnlySpan<double> sumDzXHat,
        double count,
        Span<float> dx)
    {
        ArgumentNullException.ThrowIfNull(team);
        CheckInputs(planes, x.Length, y.Length, dy.Length, activation);
        NormalizationGuard.Statistics(planes, mean.Length, invStd.Length, gamma.Length, beta.Length);
        NormalizationGuard.Channels(planes, nameof(sumDz), sumDz.Length);
        NormalizationGuard.Channels(planes, nameof(sumDzXHat), sumDzXHat.Length);
        NormalizationGuard.Elements(planes, nameof(dx), dx.Length);
        NormalizationGuard.Count(count);
        var layout = new ChannelLayout(planes, team.Machine);
        using ThreadTeam.Lease lease = team.Reserve();
        var coefficients = new ChannelCoefficients(team.SharedScratch(ChannelCoefficients.FloatsFor(layout)), layout.Columns);
        coefficients.SetAffine(layout, mean, invStd, gamma, beta);
        coefficients.SetCorrection(layout, mean, invStd, gamma, sumDz, sumDzXHat, count);
        fixed (float* px = x, py = y, pdy = dy, pdx = dx)
        {
            var visitor = new BatchVisitor(team, layout, new ChannelData { X = px, Y = py, Dy = pdy, Coefficients = coefficients }, pdx);
            activation.Dispatch(ref visitor);
        }
    }

    /// <summary>dx = γ·invStd·dz: the gradient where μ and invStd do not depend on x.</summary>
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
    /// <param name="dx">The gradient with respect to x, written; it may be y or dy itself.</param>
    /// <exception cref="ArgumentException">An extent is negative, or a span's length does not fit.</exception>
    public static void ThroughFixedStatistics(
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
        Span<float> dx)
    {
        ArgumentNullException.ThrowIfNull(team);
        CheckInputs(planes, x.Length, y.Length, dy.Length, activation);
        NormalizationGuard.Statistics(planes, mean.Length, invStd.Length, gamma.Length, beta.Length);
        NormalizationGuard.Elements(planes, nameof(dx), dx.Length);
        var layout = new ChannelLayout(planes, team.Machine);
        using ThreadTeam.Lease lease = team.Reserve();
        var coefficients = new ChannelCoefficients(team.SharedScratch(ChannelCoefficients.FloatsFor(layout)), layout.Columns);
        coefficients.SetAffine(layout, mean, invStd, gamma, beta);
        fixed (float* px = x, py = y, pdy = dy, pdx = dx)
        {
            var visitor = new FixedVisitor(team, layout, new ChannelData { X = px, Y = py, Dy = pdy, Coefficients = coefficients }, pdx);
            activation.Dispatch(ref visitor);
        }
    }

    private static void CheckInputs(Planes planes, int x, int y, int dy, Activation activation)
    {
        NormalizationGuard.Check(planes);
        NormalizationGuard.Elements(planes, nameof(x), x);
        NormalizationGuard.Output(planes, activation, y);
        NormalizationGuard.Elements(planes, nameof(dy), dy);
    }

    private static void AddCells(in ReductionTiling tiling, CellSums sums, Span<double> first, Span<double> second)
    {
        first.Clear();
        second.Clear();
        int adjacent = tiling.Layout.ColumnsPerChannel;
        for (int block = 0; block < tiling.Blocks; block++)
        {
            ReadOnlySpan<double> blockFirst = sums.First(block);
            ReadOnlySpan<double> blockSecond = sums.Second(block);
            for (int column = 0; column < blockFirst.Length; column++)
            {
                first[column / adjacent] += blockFirst[column];
                second[column / adjacent] += blockSecond[column];
            }
        }
    }

    private readonly struct ReduceVisitor(ThreadTeam team, ReductionTiling tiling, ChannelData data, CellSums sums) : IEpilogueVisitor
    {
        public void Visit<TEpilogue>(TEpilogue epilogue)
            where TEpilogue : unmanaged, IEpilogue
        {
            var term = new ActivationGradientTerm<TEpilogue>(epilogue);
            team.ForSimd(tiling.Tasks, new ReductionBody<ActivationGradientTerm<TEpilogue>>(tiling, data, term, sums, pivot: false));
        }
    }

    private readonly struct BatchVisitor(ThreadTeam team, ChannelLayout layout, ChannelData data, float* dx) : IEpilogueVisitor
    {
        public void Visit<TEpilogue>(TEpilogue epilogue)
            where TEpilogue : unmanaged, IEpilogue =>
            MapBody<BatchInputGradientTerm<TEpilogue>>.Run(team, layout, data, new BatchInputGradientTerm<TEpilogue>(epilogue), dx);
    }

    private readonly struct FixedVisitor(ThreadTeam team, ChannelLayout layout, ChannelData data, float* dx) : IEpilogueVisitor
    {
        public void Visit<TEpilogue>(TEpilogue epilogue)
            where TEpilogue : unmanaged, IEpilogue =>
            MapBody<FixedInputGradientTerm<TEpilogue>>.Run(team, layout, data, new FixedInputGradientTerm<TEpilogue>(epilogue), dx);
    }
}
