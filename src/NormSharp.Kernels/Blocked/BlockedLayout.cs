using NormSharp.Primitives;

namespace NormSharp.Kernels.Blocked;

/// <summary>
/// How an image lies whose channels are cut into blocks of a vector each: [block, border + row + border, border + column + border, lane].
/// Lanes beyond the channels are of no meaning, but there. The border holds zeros: a convolution's window finds its padding there.
/// </summary>
/// <remarks>With one lane it is the ordinary order [C, H, W] with a border. A layout is the proof that its sizes are in range.</remarks>
internal readonly record struct BlockedLayout
{
    private const string Owner = "The blocked image's";

    /// <summary>Judges sizes, in 64 bits.</summary>
    /// <param name="channels">C.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="lanes">Channels of a block: those of a vector, or 1.</param>
    /// <param name="border">Rows and columns of zeros on each side.</param>
    /// <exception cref="ArgumentException">A size is out of its range.</exception>
    public BlockedLayout(int channels, int height, int width, int lanes, (int Height, int Width) border = default)
    {
        SizeLimits.InRange(channels, 1, SizeLimits.Numbers, Owner, nameof(Channels));
        SizeLimits.InRange(lanes, 1, SizeLimits.ChannelSlack, Owner, nameof(Lanes));
        SizeLimits.InRange(border.Height, 0, SizeLimits.Extent, Owner, nameof(Border));
        SizeLimits.InRange(border.Width, 0, SizeLimits.Extent, Owner, nameof(Border));
        SizeLimits.InRange(height, 1, SizeLimits.Extent, Owner, nameof(Height));
        SizeLimits.InRange(width, 1, SizeLimits.Extent, Owner, nameof(Width));
        (Channels, Height, Width, Lanes, Border) = (channels, height, width, lanes, border);
        Length = SizeLimits.Whole(
            SizeLimits.Product(((channels - 1) / lanes) + 1, height + (2 * border.Height), width + (2 * border.Width), lanes),
            Owner,
            nameof(Length));
    }

    /// <summary>C.</summary>
    public int Channels { get; }

    /// <summary>Rows without the border.</summary>
    public int Height { get; }

    /// <summary>Columns without the border.</summary>
    public int Width { get; }

    /// <summary>Channels of a block.</summary>
    public int Lanes { get; }

    /// <summary>Rows and columns of zeros on each side.</summary>
    public (int Height, int Width) Border { get; }

    /// <summary>Floats of an image.</summary>
    public int Length { get; }

    /// <summary>Blocks of channels.</summary>
    public int Blocks => ((Channels - 1) / Lanes) + 1;

    /// <summary>Whether it has a border.</summary>
    public bool IsBordered => Border != (0, 0);

    /// <summary>Floats from a row to the next.</summary>
    public int RowStride => (Width + (2 * Border.Width)) * Lanes;

    /// <summary>Floats from a block to the next.</summary>
    public int BlockStride => (Height + (2 * Border.Height)) * RowStride;

    /// <summary>Floats from an image's beginning to its first number that is not border.</summary>
    public int Interior => (Border.Height * RowStride) + (Border.Width * Lanes);

    /// <summary>The same image with another border.</summary>
    public BlockedLayout WithBorder((int Height, int Width) border) => new(Channels, Height, Width, Lanes, border);
}
