using System.Runtime.CompilerServices;
using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Kernels.Softmax;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization.Rows;

/// <summary>
/// Layer normalization (Ba, Kiros and Hinton 2016) and root-mean-square normalization (Zhang and Sennrich 2019): each row is normalized
/// with its own statistics, scaled, shifted and activated.
/// </summary>
/// <remarks>
/// The two steps of every normalization, statistics and then normalize, one row after another: a row is still in a cache when its second
/// step comes, so that memory is read once and written once. The mean is split into a float and its remainder, so that x − μ is exact where
/// the mean is far larger than the deviation. A row is the work of one thread, so results do not depend on their number. The twin is
/// <c>ReferenceRowNormalization</c>, in the tests.
/// </remarks>
internal static unsafe class NormalizeRows
{
    /// <summary>y = f(γ·(x − μ)·invStd + β), where μ and invStd are the row's.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="extent">The extent of x and y.</param>
    /// <param name="centered">
    /// True for layer normalization: μ is the row's mean, invStd = 1/√(populationVariance + ε). False for root-mean-square normalization:
    /// μ = 0, invStd = 1/√(Σx²/length + ε).
    /// </param>
    /// <param name="spans">What is read and written.</param>
    /// <exception cref="ArgumentException">An extent is out of range, or a span's length does not fit.</exception>
    public static void Apply(ThreadTeam team, RowExtent extent, bool centered, in RowSpans spans)
    {
        ArgumentNullException.ThrowIfNull(team);
        RowGuard.Check(extent);
        RowGuard.Elements(extent, "x", spans.X.Length);
        RowGuard.Elements(extent, "y", spans.Y.Length);
        RowGuard.Parameters(extent, spans.Mean.Length, spans.InvStd.Length, spans.Gamma.Length, spans.Beta.Length);
        fixed (float* x = spans.X, y = spans.Y, gamma = spans.Gamma, beta = spans.Beta)
        fixed (double* mean = spans.Mean, invStd = spans.InvStd)
        {
            var visitor = new Visitor(team, extent, new RowParameters(mean, invStd, gamma, beta), centered, spans.Epsilon, x, y);
            spans.Activation.Dispatch(ref visitor);
        }
    }

    private readonly struct Visitor(
        ThreadTeam team, RowExtent extent, RowParameters parameters, bool centered, double epsilon, float* x, float* y)
        : IEpilogueVisitor
    {
        public void Visit<TEpilogue>(TEpilogue epilogue)
            where TEpilogue : unmanaged, IEpilogue
        {
            var body = new Body<TEpilogue>(epilogue, extent, parameters, centered, epsilon, x, y);
            team.ForSimd(new RowTasks(extent.Rows, extent.RowLength).Count, body);
        }
    }

    private readonly struct Body<TEpilogue>(
        TEpilogue epilogue, RowExtent extent, RowParameters parameters, bool centered, double epsilon, float* x, float* y) : ISimdBody
        where TEpilogue : unmanaged, IEpilogue
    {
        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            var tasks = new RowTasks(extent.Rows, extent.RowLength);
            int length = extent.RowLength;
            for (int row = tasks.First(index); row < tasks.End(index); row++)
            {
                float* values = x + ((nint)row * length);
                (double mean, double m2) =
                    centered ? RowMoments.Centered<TS, TV>(values, length) : (0, RowMoments.SumOfSquares<TS, TV>(values, length));
                parameters.Mean[row] = mean;
                parameters.InvStd[row] = InverseDeviation.Of((m2 / length) + epsilon);
                var map = new Map<TEpilogue>(epilogue, parameters, row, values, y + ((nint)row * length));
                ElementLoop.Run<TS, TV, Map<TEpilogue>>(in map, 0, length);
            }
        }
    }

    private readonly struct Map<TEpilogue> : IElementBody
        where TEpilogue : unmanaged, IEpilogue
    {
        private readonly TEpilogue _epilogue;
        private readonly RowAffine _affine;
        private readonly float* _x;
        private readonly float* _y;

        public Map(TEpilogue epilogue, RowParameters parameters, int row, float* x, float* y)
        {
            _epilogue = epilogue;
            _affine = new RowAffine(parameters, row);
            _x = x;
            _y = y;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<TS, TV, TLanes>(int i, TLanes lanes)
            where TS : struct, ISimd<TV>
            where TV : struct
            where TLanes : struct, ILanes<TV>
        {
            TV xHat = _affine.XHat<TS, TV>(lanes.Load(_x + i));
            lanes.Store(_epilogue.Forward<TS, TV>(_affine.Apply<TS, TV, TLanes>(i, lanes, xHat)), _y + i);
        }
    }
}
