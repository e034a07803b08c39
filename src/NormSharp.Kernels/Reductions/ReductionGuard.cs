namespace NormSharp.Kernels.Reductions;

/// <summary>Checks that reductions share.</summary>
internal static class ReductionGuard
{
    /// <summary>x must hold [outer, reduce, inner], y [outer, inner], apart from each other.</summary>
    public static void Check(int outer, int reduce, int inner, ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(outer);
        ArgumentOutOfRangeException.ThrowIfNegative(reduce);
        ArgumentOutOfRangeException.ThrowIfNegative(inner);
        Guard.Length(x.Length, checked(outer * reduce * inner), nameof(x));
        Guard.Length(y.Length, checked(outer * inner), nameof(y));
        if (x.Overlaps(y))
        {
            throw new ArgumentException("x and y overlap; use separate memory.", nameof(y));
        }
    }
}
