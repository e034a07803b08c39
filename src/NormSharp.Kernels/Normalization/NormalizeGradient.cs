using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Pooling;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <summary>
/// The gradients of <see cref="Normalize"/>, with z = γ·x̂ + β, x̂ = (x − μ)·invStd, y = f(z) and dz = f′(z)·dy
/// (Ioffe and Szegedy 2015, section 3).
/// </summary>
/// <remarks>
/// Each method reads x and dy once (<see cref="ThroughFixedStatistics"/> reads x only where f′ needs it). Only the sigmoid and tanh read y;
/// the other activations make z again from x, which is cheaper than another pass over memory, and y may then be empty. Sums are taken in
/// float lanes over cells of at most 4096 values and in double above, in an order that depends on the sizes only. The twin is
/// <c>ReferenceNormalization</c>, in the tests.
/// </remarks>
internal static unsafe class NormalizeGradient
{
    /// <summary>
    /// <see cref="Reduce"/> and then <see cref="ThroughBatchStatistics"/>, the same to the bit. <see cref="NormalizationPlan"/> chooses the
    /// algorithm, unless the caller names one that accepts the extent.
    /// </summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="planes">The extent of x, y, dy and dx.</param>
    /// <param name="spans">What is read.</param>
    /// <param name="count">Values per channel that the statistics were taken over.</param>
    /// <param name="results">What is written.</param>
    /// <param name="algorithm">An algorithm that accepts the extent; null for the plan's choice.</param>
    /// <exception cref="ArgumentException">An extent is negative, a span's length does not fit, or the count is not positive.</exception>
    public static void OfBatch(
        ThreadTeam team,
        Planes planes,
        in GradientSpans spans,
        double count,
        in GradientResults results,
        BatchGradient? algorithm = null)
    {
        ArgumentNullException.ThrowIfNull(team);
        NormalizationGuard.Gradient(planes, spans);
        CheckResults(planes, count, results);
        algorithm ??= NormalizationPlan.Of(team.Machine).Gradient.Choose(new BatchProblem(planes, team.Threads));
        algorithm.Run(team, planes, default, spans, count, results);
    }

    /// <summary>
    /// Whether <see cref="OfPooledBatch"/> takes these sizes here: windows of 2×2 at stride 2 without padding, an even height, and planes
    /// of at most 4096 numbers, together not beyond the caches. With vectors of 512 bits rows are 24 numbers long and a multiple of 8, or
    /// 8, 16 or 32 long and together a multiple of 64 numbers; with AVX2 a row is a multiple of 8 numbers long.
    /// </summary>
    /// <param name="pooling">The extent of x, and the windows over its outputs.</param>
    /// <param name="machine">Its caches.</param>
    public static bool TakesPooled(in PoolingGeometry pooling, MachineDescription machine) =>
        PooledGradient.Fits(pooling) && (long)pooling.Planes * pooling.Height * pooling.Width * sizeof(float) < machine.BeyondCaches;

    /// <summary>
    /// <see cref="AveragePooling.Backward"/> and then <see cref="OfBatch"/>, the same to the bit: the gradient between them is never
    /// written to memory as a whole.
    /// </summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="planes">The extent of x, y and dx.</param>
    /// <param name="pooling">The same extent, image by image, and the windows over y.</param>
    /// <param name="spans">What is read: dy is the gradient with respect to the averages.</param>
    /// <param name="count">Values per channel that the statistics were taken over.</param>
    /// <param name="results">What is written; dx may be y itself.</param>
    /// <exception cref="ArgumentException">
    /// An extent is negative, a span's length does not fit, the count is not positive, or <see cref="TakesPooled"/> is false.
    /// </exception>
    public static void OfPooledBatch(
        ThreadTeam team, Planes planes, in PoolingGeometry pooling, in GradientSpans spans, double count, in GradientResults results)
    {
        ArgumentNullException.ThrowIfNull(team);
        NormalizationGuard.Gradient(planes, new(spans.X, spans.Y, spans.X, spans.Affine, spans.Activation));
        if (!TakesPooled(pooling, team.Machine)
            || pooling.Planes != (long)planes.Batch * planes.Channels
            || pooling.Height * pooling.Width != planes.Spatial)
        {
            throw new ArgumentException(
                $"{planes} and {pooling}: the two must be of one extent, in rows that vectors divide, and windows of 2×2 at stride "
                    + "2 without padding",
                nameof(pooling));
        }

        PoolingGuard.Length("dPooled", spans.Dy.Length, pooling.OutputLength);
        CheckResults(planes, count, results);
        BatchGradient algorithm = NormalizationPlan.Of(team.Machine).Gradient.Choose(new BatchProblem(planes, team.Threads));
        algorithm.Run(team, planes, pooling, spans, count, results);
    }

    /// <summary>Of each channel Σdz, which is dβ, and Σdz·x̂, which is dγ.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="planes">The extent of x, y and dy.</param>
    /// <param name="spans">What is read.</param>
    /// <param name="sumDz">C sums, written.</param>
    /// <param name="sumDzXHat">C sums, written.</param>
    /// <exception cref="ArgumentException">An extent is negative, or a span's length does not fit.</exception>
    public static void Reduce(ThreadTeam team, Planes planes, in GradientSpans spans, Span<double> sumDz, Span<double> sumDzXHat)
    {
        ArgumentNullException.ThrowIfNull(team);
        NormalizationGuard.Gradient(planes, spans);
        NormalizationGuard.Channels(planes, nameof(sumDz), sumDz.Length);
        NormalizationGuard.Channels(planes, nameof(sumDzXHat), sumDzXHat.Length);
        var tiling = new ReductionTiling(new ChannelLayout(planes, team.Machine));
        using ThreadTeam.Lease lease = team.Reserve();
        var memory = new ColumnMemory(tiling, team.SharedScratch(ColumnMemory.FloatsFor(tiling)));
        memory.Coefficients.SetAffine(tiling.Layout, spans.Affine);
        fixed (float* x = spans.X, y = spans.Y, dy = spans.Dy)
        {
            var data = new ChannelData { X = x, Y = y, Dy = dy, Coefficients = memory.Coefficients };
            var visitor = new ReduceVisitor(team, tiling, data, memory.Sums);
            spans.Activation.Dispatch(ref visitor);
        }

        AddCells(tiling, memory.Sums, sumDz, sumDzXHat);
        ReadOnlySpan<double> mean = spans.Affine.Mean, invStd = spans.Affine.InvStd;
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
    /// <param name="spans">What is read.</param>
    /// <param name="sums">What <see cref="Reduce"/> gave, over all values that the statistics were taken over.</param>
    /// <param name="dx">The gradient with respect to x, written; it may be y or dy itself.</param>
    /// <exception cref="ArgumentException">An extent is negative, a span's length does not fit, or the count is not positive.</exception>
    public static void ThroughBatchStatistics(
        ThreadTeam team, Planes planes, in GradientSpans spans, in GradientSums sums, Span<float> dx)
        => ThroughStatistics(team, planes, spans, sums, dx, ofGroups: false);

    /// <summary>
    /// dx = invStd·(γ·dz − s/count − x̂·t/count), where s = Σγ·dz and t = Σγ·dz·x̂ are sums over all values of the statistics: those of a
    /// group of channels, which all have the group's μ, invStd, s and t.
    /// </summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="planes">The extent of x, y, dy and dx.</param>
    /// <param name="spans">What is read.</param>
    /// <param name="sums">s and t for each channel, and the values that the statistics of a group were taken over.</param>
    /// <param name="dx">The gradient with respect to x, written; it may be dy itself.</param>
    /// <exception cref="ArgumentException">An extent is negative, a span's length does not fit, or the count is not positive.</exception>
    public static void ThroughGroupStatistics(
        ThreadTeam team, Planes planes, in GradientSpans spans, in GradientSums sums, Span<float> dx)
        => ThroughStatistics(team, planes, spans, sums, dx, ofGroups: true);

    /// <summary>dx = γ·invStd·dz: the gradient where μ and invStd do not depend on x.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="planes">The extent of x, y, dy and dx.</param>
    /// <param name="spans">What is read.</param>
    /// <param name="dx">The gradient with respect to x, written; it may be y or dy itself.</param>
    /// <exception cref="ArgumentException">An extent is negative, or a span's length does not fit.</exception>
    public static void ThroughFixedStatistics(ThreadTeam team, Planes planes, in GradientSpans spans, Span<float> dx)
    {
        ArgumentNullException.ThrowIfNull(team);
        NormalizationGuard.Gradient(planes, spans);
        NormalizationGuard.Elements(planes, nameof(dx), dx.Length);
        var layout = new ChannelLayout(planes, team.Machine);
        using ThreadTeam.Lease lease = team.Reserve();
        ChannelCoefficients coefficients = Affine(team, layout, spans.Affine);
        fixed (float* x = spans.X, y = spans.Y, dy = spans.Dy, pdx = dx)
        {
            var visitor = new FixedVisitor(team, layout, new ChannelData { X = x, Y = y, Dy = dy, Coefficients = coefficients }, pdx);
            spans.Activation.Dispatch(ref visitor);
        }
    }

    private static void ThroughStatistics(
        ThreadTeam team, Planes planes, in GradientSpans spans, in GradientSums sums, Span<float> dx, bool ofGroups)
    {
        ArgumentNullException.ThrowIfNull(team);
        NormalizationGuard.Gradient(planes, spans);
        NormalizationGuard.Sums(planes, sums.First.Length, sums.Second.Length, sums.Count);
        NormalizationGuard.Elements(planes, nameof(dx), dx.Length);
        var layout = new ChannelLayout(planes, team.Machine);
        using ThreadTeam.Lease lease = team.Reserve();
        ChannelCoefficients coefficients = Affine(team, layout, spans.Affine);
        if (ofGroups)
        {
            coefficients.SetGroupCorrection(layout, spans.Affine, sums);
        }
        else
        {
            coefficients.SetCorrection(layout, spans.Affine, sums);
        }

        MapBatch(team, layout, coefficients, spans, dx);
    }

    private static void CheckResults(Planes planes, double count, in GradientResults results)
    {
        NormalizationGuard.Sums(planes, results.SumDz.Length, results.SumDzXHat.Length, count);
        NormalizationGuard.Elements(planes, "dx", results.Dx.Length);
    }

    private static ChannelCoefficients Affine(ThreadTeam team, ChannelLayout layout, in ChannelAffine affine)
    {
        var coefficients = new ChannelCoefficients(team.SharedScratch(ChannelCoefficients.FloatsFor(layout)), layout.Columns);
        coefficients.SetAffine(layout, affine);
        return coefficients;
    }

    private static void MapBatch(
        ThreadTeam team, ChannelLayout layout, ChannelCoefficients coefficients, in GradientSpans spans, Span<float> dx)
    {
        fixed (float* x = spans.X, y = spans.Y, dy = spans.Dy, pdx = dx)
        {
            var visitor = new BatchVisitor(team, layout, new ChannelData { X = x, Y = y, Dy = dy, Coefficients = coefficients }, pdx);
            spans.Activation.Dispatch(ref visitor);
        }
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
