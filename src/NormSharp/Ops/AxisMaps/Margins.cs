using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>
/// How many entries the last dimensions of a tensor gain on either side; a negative number takes entries away. Dimensions before them stay
/// as they are.
/// </summary>
internal sealed class Margins
{
    private readonly int[] _before;
    private readonly int[] _after;

    /// <summary>Takes the margins of the last dimensions, outermost first.</summary>
    /// <exception cref="ArgumentException">There are not as many on both sides.</exception>
    public Margins(ReadOnlySpan<int> before, ReadOnlySpan<int> after)
    {
        if (before.Length != after.Length)
        {
            throw new ArgumentException($"{before.Length} margins before and {after.Length} after; each dimension has one of both");
        }

        (_before, _after) = (before.ToArray(), after.ToArray());
    }

    /// <summary>What the dimensions gain at their start.</summary>
    public ReadOnlySpan<int> Before => _before;

    /// <summary>What the dimensions gain at their end.</summary>
    public ReadOnlySpan<int> After => _after;

    /// <summary>Whether some entries are taken away.</summary>
    public bool Crops => _before.Any(margin => margin < 0) || _after.Any(margin => margin < 0);

    /// <summary>Whether nothing is gained or taken away.</summary>
    public bool AreNone => _before.All(margin => margin == 0) && _after.All(margin => margin == 0);

    /// <summary>The shape with the margins.</summary>
    /// <exception cref="ArgumentException">There are fewer dimensions, or one becomes negative or larger than 2³¹ − 1.</exception>
    public Shape Around(Shape x)
    {
        int lead = Lead(x);
        Span<int> extents = stackalloc int[x.Rank];
        x.AsSpan().CopyTo(extents);
        for (int d = lead; d < x.Rank; d++)
        {
            long extent = (long)_before[d - lead] + x[d] + _after[d - lead];
            extents[d] = extent is >= 0 and <= int.MaxValue
                ? (int)extent
                : throw new ArgumentException($"margins of {_before[d - lead]} and {_after[d - lead]} make dimension {d} of {x} {extent}");
        }

        return Shape.Create(extents);
    }

    /// <summary>The part of a tensor that remains.</summary>
    public Tensor Kept(Tensor x)
    {
        int lead = Lead(x.Shape);
        for (int d = lead; d < x.Rank; d++)
        {
            (int before, int after) = (Math.Min(_before[d - lead], 0), Math.Min(_after[d - lead], 0));
            if ((before | after) != 0)
            {
                int start = Math.Min(-before, x.Shape[d]);
                x = x.Narrowed(d, start, Math.Max(0, x.Shape[d] + after - start));
            }
        }

        return x;
    }

    /// <summary>Where <see cref="Kept"/> stands in a tensor with the margins.</summary>
    public Tensor Interior(Tensor y)
    {
        int lead = Lead(y.Shape);
        for (int d = lead; d < y.Rank; d++)
        {
            (int before, int after) = (Math.Max(_before[d - lead], 0), Math.Max(_after[d - lead], 0));
            if ((before | after) != 0)
            {
                int start = Math.Min(before, y.Shape[d]);
                y = y.Narrowed(d, start, Math.Max(0, y.Shape[d] - after - start));
            }
        }

        return y;
    }

    private int Lead(Shape x) => x.Rank >= _before.Length
        ? x.Rank - _before.Length
        : throw new ArgumentException($"margins of {_before.Length} dimensions for a tensor of shape {x}");
}
