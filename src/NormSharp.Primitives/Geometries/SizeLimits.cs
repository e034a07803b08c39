namespace NormSharp.Primitives;

/// <summary>
/// How large things may be, in one place. Geometries are judged by these bounds in 64 bits when they are made; below them every sum and
/// product of sizes that a kernel forms in 32 bits is exact.
/// </summary>
internal static class SizeLimits
{
    /// <summary>Numbers of a tensor. What is left up to 2³¹ is room for sizes that are rounded up to vectors, tiles and passes.</summary>
    public const int Numbers = int.MaxValue - (1 << 24);

    /// <summary>Rows or columns of an image with its padding.</summary>
    public const int Extent = 1 << 26;

    /// <summary>A kernel's extent, a stride or a dilation.</summary>
    public const int Step = 1 << 20;

    /// <summary>Products of one sum: the channels that a filter sees times its taps.</summary>
    public const int Terms = 1 << 26;

    /// <summary>Numbers of a convolution's weight.</summary>
    public const int Weights = 1 << 29;

    /// <summary>Channels that are added before the numbers of a padded image are counted: vectors of channels are rounded up.</summary>
    public const int ChannelSlack = 16;

    /// <summary>The product of extents; a value beyond 64 bits counts as the largest long.</summary>
    public static long Product(params ReadOnlySpan<int> extents)
    {
        Int128 product = 1;
        foreach (int extent in extents)
        {
            product = Int128.Min(product * extent, long.MaxValue);
        }

        return (long)product;
    }

    /// <summary>A size that was worked out in 64 bits, of a tensor or a part of one.</summary>
    /// <param name="found">The size.</param>
    /// <param name="owner">Whose size it is, as the beginning of a sentence: "The convolution's".</param>
    /// <param name="what">What size it is.</param>
    /// <exception cref="ArgumentException">It is negative, or more than a tensor can have.</exception>
    public static int Whole(long found, string owner, string what)
    {
        InRange(found, 0, Numbers, owner, what);
        return (int)found;
    }

    /// <summary>Throws unless a size is in its range.</summary>
    /// <param name="found">The size.</param>
    /// <param name="least">The smallest that is allowed.</param>
    /// <param name="most">The largest that is allowed.</param>
    /// <param name="owner">Whose size it is, as the beginning of a sentence: "The convolution's".</param>
    /// <param name="what">What size it is.</param>
    /// <param name="direction">The end of that.</param>
    /// <exception cref="ArgumentException">It is out of its range; the message has what was found and what is allowed.</exception>
    public static void InRange(long found, long least, long most, string owner, string what, string direction = "")
    {
        if (found < least)
        {
            throw new ArgumentException($"{owner} {what}{direction} is {found}; it must be at least {least}");
        }

        if (found > most)
        {
            throw new ArgumentException($"{owner} {what}{direction} is {found}; it must be at most {most}");
        }
    }
}
