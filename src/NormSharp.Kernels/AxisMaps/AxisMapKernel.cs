using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Pooling;
using NormSharp.Primitives;

namespace NormSharp.Kernels.AxisMaps;

/// <summary>
/// Maps one dimension of [outer, in, inner] to [outer, out, inner] by a sparse matrix, or takes the maximum of what its rows read.
/// </summary>
/// <remarks>
/// Each output is computed by one thread, its terms in the order of the map, so that results do not depend on the number of threads.
/// Results are never written over inputs. The twin is <c>ReferenceAxisMap</c>, in the tests.
/// </remarks>
internal static unsafe class AxisMapKernel
{
    /// <summary>y[o, r, i] = constant[r] + Σ weight · x[o, source, i]; float32 sums along rows of memory, float64 ones across.</summary>
    /// <exception cref="ArgumentException">A span's length does not fit.</exception>
    public static void Apply(ThreadTeam team, AxisMap map, AxisExtent extent, ReadOnlySpan<float> x, Span<float> y)
    {
        CheckLength(nameof(x), x.Length, extent, map.InExtent);
        CheckLength(nameof(y), y.Length, extent, map.OutExtent);
        var tasks = new PlaneTasks(extent.Outer * map.OutExtent, WorkOf(map, extent));
        fixed (float* px = x, py = y, weights = map.Weights, constants = map.Constants)
        fixed (int* starts = map.Starts, sources = map.Sources)
        {
            var rows = new AxisRows(starts, sources, map.InExtent, map.OutExtent, extent.Inner);
            team.For(tasks.Count, new AxisSum(rows, tasks, weights, constants, px, py));
        }
    }

    /// <summary>
    /// y[o, r, i] = max x[o, source, i], and which source it is, the first of equals; NaN wins. −∞ and −1 where a row reads nothing.
    /// </summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="map">Whose sources are compared; weights and constants do not matter.</param>
    /// <param name="extent">The dimensions around.</param>
    /// <param name="x">The input.</param>
    /// <param name="y">The maxima, written.</param>
    /// <param name="winners">Their places along the dimension, written; empty where nobody asks.</param>
    /// <exception cref="ArgumentException">A span's length does not fit.</exception>
    public static void Max(ThreadTeam team, AxisMap map, AxisExtent extent, ReadOnlySpan<float> x, Span<float> y, Span<int> winners)
    {
        CheckLength(nameof(x), x.Length, extent, map.InExtent);
        CheckLength(nameof(y), y.Length, extent, map.OutExtent);
        if (!winners.IsEmpty)
        {
            CheckLength(nameof(winners), winners.Length, extent, map.OutExtent);
        }

        var tasks = new PlaneTasks(extent.Outer * map.OutExtent, WorkOf(map, extent));
        fixed (float* px = x, py = y)
        fixed (int* starts = map.Starts, sources = map.Sources, places = winners)
        {
            var rows = new AxisRows(starts, sources, map.InExtent, map.OutExtent, extent.Inner);
            team.For(tasks.Count, new AxisMaximum(rows, tasks, px, py, places));
        }
    }

    /// <summary>dx[o, winner, i] = Σ dy[o, r, i] over the outputs r that it won; winners of −1 get nothing.</summary>
    /// <exception cref="ArgumentException">A span's length does not fit, or a winner lies outside the dimension.</exception>
    public static void MaxGradient(
        ThreadTeam team, AxisMap map, AxisExtent extent, ReadOnlySpan<float> dy, ReadOnlySpan<int> winners, Span<float> dx)
    {
        CheckLength(nameof(dy), dy.Length, extent, map.OutExtent);
        CheckLength(nameof(winners), winners.Length, extent, map.OutExtent);
        CheckLength(nameof(dx), dx.Length, extent, map.InExtent);
        int wrong = winners.IndexOfAnyExceptInRange(-1, map.InExtent - 1);
        if (wrong >= 0)
        {
            throw new ArgumentException(
                $"place {wrong} of the maxima is {winners[wrong]}; the dimension has {map.InExtent} entries", nameof(winners));
        }

        var tasks = new PlaneTasks(extent.Outer, Math.Max(map.InExtent, map.OutExtent) * extent.Inner);
        fixed (float* pdy = dy, pdx = dx)
        fixed (int* places = winners)
        {
            var body = new AxisMaximumGradient(tasks, (map.InExtent, map.OutExtent, extent.Inner), pdy, places, pdx);
            team.For(tasks.Count, body);
        }
    }

    private static int WorkOf(AxisMap map, AxisExtent extent) => (int)Math.Min(int.MaxValue, (long)extent.Inner * Math.Max(1, map.Longest));

    private static void CheckLength(string operand, int found, AxisExtent extent, int along)
    {
        long expected = (long)extent.Outer * along * extent.Inner;
        if (found != expected)
        {
            throw new ArgumentException($"{operand} has {found} numbers; {extent.Outer}·{along}·{extent.Inner} are mapped", operand);
        }
    }
}
