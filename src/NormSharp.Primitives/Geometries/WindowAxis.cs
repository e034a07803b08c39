namespace NormSharp.Primitives;

/// <summary>
/// One direction of a window that walks over an image: the one place where kernel, stride, padding and dilation are judged. Layers make one
/// when they are built, geometries when the input is known.
/// </summary>
internal readonly record struct WindowAxis
{
    /// <summary>Judges the settings of one direction.</summary>
    /// <param name="owner">Who walks, as the beginning of a sentence: "The convolution's".</param>
    /// <param name="direction">"height" or "width".</param>
    /// <param name="settings">Kernel, stride, padding and dilation.</param>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it, and what is allowed.</exception>
    public WindowAxis(string owner, string direction, in WindowSettings settings)
    {
        SizeLimits.InRange(settings.Kernel, 1, SizeLimits.Step, owner, "kernel ", direction);
        SizeLimits.InRange(settings.Stride, 1, SizeLimits.Step, owner, "stride along the ", direction);
        SizeLimits.InRange(settings.Padding, 0, SizeLimits.Extent, owner, "padding along the ", direction);
        SizeLimits.InRange(settings.Dilation, 1, SizeLimits.Step, owner, "dilation along the ", direction);
        long reach = ((long)settings.Dilation * (settings.Kernel - 1)) + 1;
        SizeLimits.InRange(reach, 1, SizeLimits.Extent, owner, "dilated kernel ", direction);
        Settings = settings;
        Reach = (int)reach;
    }

    /// <summary>Kernel, stride, padding and dilation.</summary>
    public WindowSettings Settings { get; }

    /// <summary>Rows or columns from the first tap to the last, both counted.</summary>
    public int Reach { get; }

    /// <summary>⌊(input + 2·padding − reach) / stride⌋ + 1: the positions of the window.</summary>
    /// <param name="owner">Who walks, as the beginning of a sentence: "The convolution's".</param>
    /// <param name="direction">"height" or "width".</param>
    /// <param name="input">Rows or columns of the image.</param>
    /// <exception cref="ArgumentException">The image is too large, or smaller than the window.</exception>
    public int OutputOf(string owner, string direction, int input)
    {
        SizeLimits.InRange(input, 1, SizeLimits.Extent, owner, "input ", direction);
        long padded = input + (2L * Settings.Padding);
        SizeLimits.InRange(padded, 1, SizeLimits.Extent, owner, "padded input ", direction);
        return padded >= Reach
            ? (int)((padded - Reach) / Settings.Stride) + 1
            : throw new ArgumentException(
                $"{owner} output {direction} would be zero: input {input} with padding {Settings.Padding} is smaller than the kernel's "
                    + $"reach of {Reach}");
    }
}
