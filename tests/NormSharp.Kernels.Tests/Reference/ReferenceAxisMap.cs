using System.Numerics;
using NormSharp.Kernels.AxisMaps;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Reference;

/// <summary>The naive twin of <see cref="AxisMapKernel"/>: number by number, in any number type.</summary>
internal static class ReferenceAxisMap
{
    /// <summary>y[o, r, i] = constant[r] + Σ weight · x[o, source, i].</summary>
    public static void Apply<T>(AxisMap map, AxisExtent extent, ReadOnlySpan<T> x, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int at = 0; at < y.Length; at++)
        {
            (int outer, int row, int inner) = Place(map, extent, at);
            y[at] = T.CreateChecked(map.Constants[row]);
            for (int term = map.Starts[row]; term < map.Starts[row + 1]; term++)
            {
                y[at] += T.CreateChecked(map.Weights[term]) * x[Input(map, extent, (outer, map.Sources[term], inner))];
            }
        }
    }

    /// <summary>y[o, r, i] = max x[o, source, i] and its source.</summary>
    public static void Max<T>(AxisMap map, AxisExtent extent, ReadOnlySpan<T> x, Span<T> y, Span<int> winners)
        where T : IFloatingPointIeee754<T>
    {
        for (int at = 0; at < y.Length; at++)
        {
            (int outer, int row, int inner) = Place(map, extent, at);
            (y[at], winners[at]) = (T.NegativeInfinity, -1);
            for (int term = map.Starts[row]; term < map.Starts[row + 1]; term++)
            {
                T candidate = x[Input(map, extent, (outer, map.Sources[term], inner))];
                if (winners[at] < 0 || candidate > y[at] || (T.IsNaN(candidate) && !T.IsNaN(y[at])))
                {
                    (y[at], winners[at]) = (candidate, map.Sources[term]);
                }
            }
        }
    }

    /// <summary>dx[o, winner, i] = Σ dy[o, r, i].</summary>
    public static void MaxGradient<T>(AxisMap map, AxisExtent extent, ReadOnlySpan<T> dy, ReadOnlySpan<int> winners, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        dx.Clear();
        for (int at = 0; at < dy.Length; at++)
        {
            (int outer, _, int inner) = Place(map, extent, at);
            if (winners[at] >= 0)
            {
                dx[Input(map, extent, (outer, winners[at], inner))] += dy[at];
            }
        }
    }

    private static (int Outer, int Row, int Inner) Place(AxisMap map, AxisExtent extent, int at)
        => (at / extent.Inner / map.OutExtent, at / extent.Inner % map.OutExtent, at % extent.Inner);

    private static int Input(AxisMap map, AxisExtent extent, (int Outer, int Source, int Inner) place)
        => (((place.Outer * map.InExtent) + place.Source) * extent.Inner) + place.Inner;
}
