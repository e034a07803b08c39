using NormSharp.Kernels.AxisMaps;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Guarded.Walks;

/// <summary>Sparse maps and maxima along one dimension.</summary>
internal sealed class AxisMapWalk : IGuardedWalk
{
    public void Run(GuardedCase c)
    {
        (AxisMap map, AxisExtent extent) = Draw(c);
        int inputs = extent.Outer * map.InExtent * extent.Inner, outputs = extent.Outer * map.OutExtent * extent.Inner;
        Span<float> x = c.Floats(inputs), y = c.Floats(outputs);
        string sizes = $"{extent}, {map.InExtent} to {map.OutExtent} by {map.Sources.Length} terms, at most {map.Longest}";
        c.Say("AxisMapKernel.Apply", sizes);
        AxisMapKernel.Apply(c.Team, map, extent, x, y);
        c.Say("AxisMapKernel.Apply", $"transposed, {sizes}");
        AxisMapKernel.Apply(c.Team, map.Transposed, extent, y, x);

        Span<int> winners = c.Integers(outputs, 1);
        c.Say("AxisMapKernel.Max", $"without winners, {sizes}");
        AxisMapKernel.Max(c.Team, map, extent, x, y, default);
        c.Say("AxisMapKernel.Max", sizes);
        AxisMapKernel.Max(c.Team, map, extent, x, y, winners);
        c.Say("AxisMapKernel.MaxGradient", sizes);
        AxisMapKernel.MaxGradient(c.Team, map, extent, y, winners, x);

        // Winners that no row of the map reads.
        foreach (ref int winner in winners)
        {
            winner = c.Random.Next(4) == 0 ? c.Any(-1, 0, map.InExtent - 1) : c.Random.Next(-1, map.InExtent);
            winner = int.Min(winner, map.InExtent - 1);
        }

        c.Say("AxisMapKernel.MaxGradient", $"winners drawn, {sizes}");
        AxisMapKernel.MaxGradient(c.Team, map, extent, y, winners, x);
    }

    private static (AxisMap Map, AxisExtent Extent) Draw(GuardedCase c)
    {
        while (true)
        {
            AxisMap map = c.Coin() ? Windows(c) : Scattered(c);
            int outer = c.Random.Next(10) == 0 ? 1 << 13 : c.Extent(0), inner = c.Random.Next(10) == 0 ? 1 << 14 : c.Extent(0);
            if (GuardedCase.IsSmall(outer, Math.Max(map.InExtent, map.OutExtent), inner)
                && GuardedCase.IsSmall(outer, map.Sources.Length, inner))
            {
                return (map, new AxisExtent(outer, inner));
            }
        }
    }

    /// <summary>Windows of which the last one ends with the input, or a few entries before.</summary>
    private static AxisMap Windows(GuardedCase c)
    {
        int windows = c.Extent(1, 20), length = c.Random.Next(1, 6), stride = c.Random.Next(10) == 0 ? 200 : c.Random.Next(1, 6);
        int rest = c.Coin() ? 0 : c.Random.Next(stride);
        var rows = new AxisRow[windows];
        for (int r = 0; r < windows; r++)
        {
            rows[r] = new AxisRow([.. Enumerable.Range(r * stride, length).Select(source => (source, 1.0 / length))]);
        }

        return new AxisMap(((windows - 1) * stride) + length + rest, rows);
    }

    /// <summary>Rows of any entries, in any order, some of them twice, often the first and the last; rows of none.</summary>
    private static AxisMap Scattered(GuardedCase c)
    {
        int extent = c.Random.Next(20) == 0 ? 0 : c.Random.Next(10) == 0 ? 5000 : c.Extent();
        var rows = new AxisRow[c.Random.Next(10) == 0 ? 3000 : c.Extent(0)];
        for (int r = 0; r < rows.Length; r++)
        {
            var terms = new (int Source, double Weight)[extent == 0 ? 0 : c.Random.Next(0, 6)];
            foreach (ref (int Source, double Weight) term in terms.AsSpan())
            {
                term = (c.Any(0, extent - 1, c.Random.Next(extent)), c.Random.NextDouble());
            }

            rows[r] = new AxisRow(terms, c.Random.Next(3) - 1);
        }

        return new AxisMap(extent, rows);
    }
}
