using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <summary>Both backward passes over wide planes, with one set of scratch memory; a loop says in which order.</summary>
internal static unsafe class BothPasses
{
    /// <summary>Sums, then the gradient with respect to x. The spans have been checked.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="tiling">The cells.</param>
    /// <param name="pooling">The windows whose averages' gradient dy is; or nothing.</param>
    /// <param name="spans">What is read.</param>
    /// <param name="count">Values per channel that the statistics were taken over.</param>
    /// <param name="results">What is written.</param>
    /// <param name="loop">The order.</param>
    public static void Run<TLoop>(
        ThreadTeam team,
        ReductionTiling tiling,
        in PoolingGeometry pooling,
        in GradientSpans spans,
        double count,
        in GradientResults results,
        TLoop loop)
        where TLoop : struct, IGradientLoop
    {
        using ThreadTeam.Lease lease = team.Reserve();
        nuint own = ColumnMemory.FloatsFor(tiling);
        float* scratch = team.SharedScratch(own + 2 + (2 * (nuint)PooledGradient.PlacesFor(pooling)));
        var memory = new ColumnMemory(tiling, scratch);
        ChannelAffine affine = spans.Affine;
        memory.Coefficients.SetAffine(tiling.Layout, affine);
        fixed (float* x = spans.X, y = spans.Y, dy = spans.Dy, dx = results.Dx, gamma = affine.Gamma)
        {
            fixed (double* mean = affine.Mean, invStd = affine.InvStd, sumDz = results.SumDz, sumDzXHat = results.SumDzXHat)
            {
                var data = new ChannelData { X = x, Y = y, Dy = dy, Coefficients = memory.Coefficients };
                var step = new GradientStep(memory, new ChannelPointers(mean, invStd, gamma, null), sumDz, sumDzXHat, count);
                PooledGradient pooled = pooling.Planes > 0
                    ? new PooledGradient(pooling, dy, (nint*)(scratch + ((own + 1) & ~(nuint)1))).WithPlaces()
                    : default;
                var visitor = new Visitor<TLoop>(team, memory, step, data, pooled, dx, loop);
                spans.Activation.Dispatch(ref visitor);
            }
        }
    }

    private readonly struct Visitor<TLoop>(
        ThreadTeam team, ColumnMemory memory, GradientStep step, ChannelData data, PooledGradient pooled, float* dx, TLoop loop)
        : IEpilogueVisitor
        where TLoop : struct, IGradientLoop
    {
        public void Visit<TEpilogue>(TEpilogue epilogue)
            where TEpilogue : unmanaged, IEpilogue
        {
            var dz = new ActivationGradientTerm<TEpilogue>(epilogue);
            var reduction = new ReductionBody<ActivationGradientTerm<TEpilogue>>(
                memory.Tiling, data, dz, memory.Sums, pivot: false, pooled);
            var term = new BatchInputGradientTerm<TEpilogue>(epilogue);
            var map = new MapBody<BatchInputGradientTerm<TEpilogue>>(memory.Tiling.Layout, data, term, dx, pooled);
            loop.Run(team, memory.Tiling, reduction, step, map);
        }
    }
}
