namespace NormSharp.Data;

/// <summary>How folders of pictures become data sets.</summary>
public sealed record PictureOptions
{
    /// <summary>
    /// The side of the square that pictures become: null takes the size that all pictures have, or where sizes differ, 64, or 32 where
    /// most are smaller.
    /// </summary>
    public int? Size { get; init; }

    /// <summary>The channels that every picture gets, 1 or 3; null takes 1 where all pictures are gray, else 3.</summary>
    public int? Channels { get; init; }

    /// <summary>
    /// Whether every folder that holds pictures is a class, called <c>OUTER/INNER</c>; otherwise the outermost are, with all that lies in
    /// them: the pictures of <c>cats/batch1</c> are of class <c>cats</c>.
    /// </summary>
    public bool NestedClasses { get; init; }

    /// <summary>What decodes; PNG alone by default.</summary>
    public PictureDecoder Decoder { get; init; } = PictureDecoder.Png;

    /// <summary>The share of pictures that may be damaged and are then left out, from 0 to below 1; more are an error.</summary>
    public double SkipBad { get; init; }

    /// <summary>
    /// Memory for decoded pictures; what does not fit is decoded again when needed. Null takes a quarter of what there is.
    /// </summary>
    public long? CacheBytes { get; init; }

    /// <summary>Hears how many pictures of how many are read.</summary>
    public Action<int, int>? Progress { get; init; }

    /// <summary>The most bytes that images may take; what would need more is refused before it is read. Null for no limit.</summary>
    internal long? MostBytes { get; init; }

    /// <summary>What every picture becomes, where a network says it; comes before size and channels.</summary>
    internal ImageShape? Shape { get; init; }

    /// <summary>Throws when an option is out of range.</summary>
    internal void Check()
    {
        if (Size is < 1 or > 4096)
        {
            throw new ArgumentException($"The size of pictures is {Size}, expected 1 to 4096.");
        }

        if (Channels is not (null or 1 or 3))
        {
            throw new ArgumentException($"Pictures have 1 or 3 channels, not {Channels}.");
        }

        if (SkipBad is not (>= 0 and < 1))
        {
            throw new ArgumentException(FormattableString.Invariant($"The share of bad pictures is {SkipBad}, expected 0 to below 1."));
        }
    }
}
