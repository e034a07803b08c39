namespace NormSharp.Primitives;

/// <summary>
/// A 2-D pooling over [Planes, Height, Width] whose sizes were judged, where a plane is one channel of one image. Padded positions never
/// win a maximum; an average counts them only where <c>countPadding</c> says so. There is none with sizes out of range but the default,
/// whose sizes are zero and which kernels refuse.
/// </summary>
internal readonly record struct PoolingGeometry
{
    private const string Owner = "The pooling's";

    private readonly PoolingSizes _sizes;

    /// <summary>Judges sizes, in 64 bits: every window holds at least one input.</summary>
    /// <param name="sizes">The sizes that were judged.</param>
    /// <exception cref="ArgumentException">A size is out of its range, or there is no output; the message names it.</exception>
    public PoolingGeometry(in PoolingSizes sizes)
    {
        SizeLimits.InRange(sizes.Planes, 0, SizeLimits.Numbers, Owner, "number of planes");
        _sizes = sizes;
        OutHeight = Output("height", sizes.Height, new(sizes.KernelHeight, sizes.StrideHeight, sizes.PaddingHeight));
        OutWidth = Output("width", sizes.Width, new(sizes.KernelWidth, sizes.StrideWidth, sizes.PaddingWidth));
        long window = SizeLimits.Product(KernelHeight, KernelWidth);
        SizeLimits.InRange(window, 1, SizeLimits.Numbers, Owner, "count of numbers in a window");
        long plane = SizeLimits.Product(Height + (2 * PaddingHeight), Width + (2 * PaddingWidth));
        SizeLimits.InRange(plane, 1, SizeLimits.Numbers, Owner, "count of numbers in a padded plane");
        long input = SizeLimits.Product(Planes, Height, Width);
        SizeLimits.InRange(input, 0, SizeLimits.Numbers, Owner, "count of numbers in the input");
        long output = SizeLimits.Product(Planes, OutHeight, OutWidth);
        SizeLimits.InRange(output, 0, SizeLimits.Numbers, Owner, "count of numbers in the output");
    }

    /// <summary>The sizes that were judged.</summary>
    public PoolingSizes Sizes => _sizes;

    /// <summary>Channels of all images.</summary>
    public int Planes => _sizes.Planes;

    /// <summary>Rows of a plane.</summary>
    public int Height => _sizes.Height;

    /// <summary>Columns of a plane.</summary>
    public int Width => _sizes.Width;

    /// <summary>Rows of a window.</summary>
    public int KernelHeight => _sizes.KernelHeight;

    /// <summary>Columns of a window.</summary>
    public int KernelWidth => _sizes.KernelWidth;

    /// <summary>Rows from one window to the next.</summary>
    public int StrideHeight => _sizes.StrideHeight;

    /// <summary>Columns from one window to the next.</summary>
    public int StrideWidth => _sizes.StrideWidth;

    /// <inheritdoc cref="PoolingSizes.PaddingHeight"/>
    public int PaddingHeight => _sizes.PaddingHeight;

    /// <inheritdoc cref="PoolingSizes.PaddingWidth"/>
    public int PaddingWidth => _sizes.PaddingWidth;

    /// <summary>⌊(Height + 2·PaddingHeight − KernelHeight) / StrideHeight⌋ + 1.</summary>
    public int OutHeight { get; }

    /// <summary>⌊(Width + 2·PaddingWidth − KernelWidth) / StrideWidth⌋ + 1.</summary>
    public int OutWidth { get; }

    /// <summary>Numbers in the input.</summary>
    public int InputLength => Planes * Height * Width;

    /// <summary>Numbers in the output.</summary>
    public int OutputLength => Planes * OutHeight * OutWidth;

    private static int Output(string direction, int input, in WindowSettings settings)
    {
        int output = new WindowAxis(Owner, direction, settings).OutputOf(Owner, direction, input);
        return settings.Padding <= settings.Kernel / 2
            ? output
            : throw new ArgumentException(
                $"{Owner} padding along the {direction} is {settings.Padding}; it must be at most {settings.Kernel / 2}, half the kernel's "
                    + $"{settings.Kernel}, so that no window holds padding alone");
    }
}
