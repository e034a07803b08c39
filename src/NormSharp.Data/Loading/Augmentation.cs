namespace NormSharp.Data;

/// <summary>Random changes of a training image that keep its class. They depend on (seed, epoch, image) alone, not on its batch.</summary>
public sealed record Augmentation
{
    /// <summary>
    /// Moves the image by a whole number of pixels, from −<see cref="MaxShift"/> to +<see cref="MaxShift"/>, each way equally likely,
    /// in both directions on their own; what moves in is black (0).
    /// </summary>
    public int MaxShift { get; init; }

    /// <summary>Mirrors every second image, by chance, left to right.</summary>
    public bool HorizontalFlip { get; init; }
}
