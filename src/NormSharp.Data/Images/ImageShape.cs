namespace NormSharp.Data;

/// <summary>The size of one image, channel-first: C×H×W.</summary>
/// <param name="Channels">1 for gray, 3 for red, green, blue.</param>
/// <param name="Height">Rows of pixels.</param>
/// <param name="Width">Columns of pixels.</param>
public readonly record struct ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Values in one image: C·H·W.</summary>
    public int Length => checked(Channels * Height * Width);

    /// <summary>Values in one channel: H·W.</summary>
    public int PlaneLength => checked(Height * Width);

    /// <summary>The size as people write it, for example <c>1×28×28</c>.</summary>
    public override string ToString() => $"{Channels}×{Height}×{Width}";
}
