namespace NormSharp.Primitives;

/// <summary>
/// Values that are read at given places between the entries of planes: x [Batch, Channels, plane], y [Batch, Channels, Points].
/// </summary>
/// <param name="Batch">How many samples have places of their own.</param>
/// <param name="Channels">Planes of a sample, which are read at the same places.</param>
/// <param name="Points">Places of a sample.</param>
/// <param name="Height">Rows of a plane.</param>
/// <param name="Width">Columns of a plane.</param>
internal readonly record struct SamplingGeometry(int Batch, int Channels, int Points, int Height, int Width)
{
    /// <summary>Slices of a plane of three dimensions; 0 for one of two.</summary>
    public int Depth { get; init; }

    /// <summary>How values between entries are found.</summary>
    public SamplingMode Mode { get; init; }

    /// <summary>What lies outside.</summary>
    public SamplingBorder Border { get; init; }

    /// <summary>Whether planes end at the middle of their last entries, where they are mirrored, or half an entry beyond.</summary>
    public bool EndsAtCenters { get; init; }

    /// <summary>Dimensions of a plane, and coordinates of a place; 0 is the first entry.</summary>
    public int Rank => Depth > 0 ? 3 : 2;

    /// <summary>Numbers of a plane.</summary>
    public int PlaneLength => checked(Math.Max(1, Depth) * Height * Width);

    /// <summary>The extent along one coordinate.</summary>
    public int Extent(int coordinate) => (coordinate + 3 - Rank) switch
    {
        0 => Depth,
        1 => Height,
        _ => Width,
    };
}
