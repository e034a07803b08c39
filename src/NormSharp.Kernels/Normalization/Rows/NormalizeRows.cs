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
/// step comes, so that memory is read once and written once. The mean is split into a float and its remainder, so that x − μ is exact where the mean is far
/// larger than the deviation. A row is the work of one thread, so results do not depend on their number. The twin is
/// <see cref="Reference.ReferenceRowNormalization"/>.
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
    /// <param name="epsilon">ε.</param>
    /// <param name="x">The batch. A NaN or infinity spoils its row only.</param>
    /// <param name="gamma">γ, one number for each place in a row, or none for 1.</param>
    /// <param name="beta">β, one number for each place in a row, or none for 0.</param>
    /// <param name="activation">f.</param>
    /// <param name="y">The result; it may be x itself.</param>
    /// <param name="mean">μ of each row, written.</param>
    /// <param name="invStd">invStd of each row, written.</param>
    /// <exception cref="ArgumentException">An extent is out of range, or a span's length does not fit.</exception>
    public static void Apply(
        ThreadTeam team,
        RowExtent extent,
        bool centered,
        double epsilon,
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> gamma,
        ReadOnlySpan<float> beta,
        Activation activation,
        Span<float> y,
        Span<double> mean,
        Span<double> invStd)
    {
        ArgumentNullException.ThrowIfNull(team);
        RowGuard.Check(extent);
        RowGuard.Elements(extent, nameof(x), x.Length);
        RowGuard.Elements(extent, nameof(y), y.Length);
        RowGuard.Parameters(extent, mean.Length, invStd.Length, gamma.Length, beta.Length);
        fixed (float* px = x, py = y, pg = gamma, pb = beta)
        fixed (double* pm = mean, pi = invStd)
        {
            var visitor = new Visitor(team, extent, new RowParameters(pm, pi, pg, pb), centered, epsilon, px, py);
            activation.Dispatch(ref visitor);
        }
    }

    private readonly struct Visitor(ThreadTeam team, RowExtent extent, RowParameters parameters, bool centered, double epsilon, float* x, float* y)
        : IEpilogueVisitor
    {
        public void Visit<TEpilogue>(TEpilogue epilogue)
            where TEpilogue : unmanaged, IEpilogue
        {
            var tasks = new RowTasks(extent.Rows, extent.RowLength);
            team.ForSimd(tasks.Count, new Body<TEpilogue>(epilogue, tasks, extent.RowLength, parameters, centered, epsilon, x, y));
        }
    }

    private readonly struct Body<TEpilogue>(
        TEpilogue epilogue, RowTasks tasks, int length, RowParameters parameters, bool centered, double epsilon, float* x, float* y) : ISimdBody
        where TEpilogue : unmanaged, IEpilogue
    {
        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            for (int row = tasks.First(index); row < tasks.End(index); row++)
            {
                float* values = x + ((nint)row * length);
                (double mean, double m2) = centered ? RowMoments.Centered<TS, TV>(values, length) : (0, RowMoments.SumOfSquares<TS, TV>(values, length));
                parameters.Mean[row] = mean;
                parameters.InvStd[row] = 1 / Math.Sqrt((m2 / length) + epsilon);
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
