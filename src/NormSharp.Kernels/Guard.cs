namespace NormSharp.Kernels;

/// <summary>Checks of a kernel's arguments, made once before its loops run on pointers.</summary>
internal static class Guard
{
    /// <summary>A span must hold exactly the numbers that the sizes ask for.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    public static void Length(int actual, int expected, string name)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"{name} holds {actual} numbers; {expected} were expected.", name);
        }
    }

    /// <summary>
    /// An output may be the very memory of an input or apart from it; shifted against it, it would overwrite what is yet to be read.
    /// </summary>
    /// <exception cref="ArgumentException">They overlap and do not start at the same number.</exception>
    public static void SameOrApart(ReadOnlySpan<float> input, ReadOnlySpan<float> output, string name)
    {
        if (output.Overlaps(input, out int offset) && offset != 0)
        {
            throw new ArgumentException(
                $"{name} overlaps an input, shifted by {offset} numbers; use the same memory or separate memory.", name);
        }
    }
}
