using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>How many numbers a layer keeps, worked out from its settings before anything is allocated.</summary>
/// <param name="Parameters">Numbers that are trained.</param>
/// <param name="Buffers">Numbers that are saved but not trained, such as running statistics.</param>
/// <param name="Counters">Whole numbers that are saved, such as batches tracked.</param>
public readonly record struct StateSize(long Parameters, long Buffers = 0, long Counters = 0)
{
    /// <summary>Nothing.</summary>
    public static StateSize None => default;

    /// <summary>All numbers together, or the largest long where they are more.</summary>
    public long Total => Add(Add(Parameters, Buffers), Counters);

    /// <summary>The sum of both.</summary>
    public static StateSize operator +(StateSize a, StateSize b)
        => new(Add(a.Parameters, b.Parameters), Add(a.Buffers, b.Buffers), Add(a.Counters, b.Counters));

    /// <summary>
    /// The product of sizes, or the largest long where it is more. Sizes below 0 count as 0: the layer itself names what is wrong with
    /// them.
    /// </summary>
    public static long Product(params ReadOnlySpan<long> sizes)
    {
        Int128 product = 1;
        foreach (long size in sizes)
        {
            product = Int128.Min(long.MaxValue, product * Math.Max(0, size));
        }

        return (long)product;
    }

    /// <summary>A weight [O, …], and a bias [O] where there is one.</summary>
    internal static StateSize OfWeight(Shape weight, bool bias)
        => new(Add(Product(weight), bias ? weight[0] : 0));

    /// <summary>The number of elements of a shape, or the largest long where it is more.</summary>
    internal static long Product(Shape shape) => Product([.. shape.Select(extent => (long)extent)]);

    private static long Add(long a, long b) => (long)Int128.Min(long.MaxValue, (Int128)a + b);
}
