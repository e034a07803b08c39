namespace NormSharp.Data;

/// <summary>
/// Random changes of a training image that keep its class. They depend on (seed, epoch, image) alone, not on its batch. They are made in
/// the order crop, colours, rotation, cutout, mirror, shift, mixing.
/// </summary>
public sealed record Augmentation
{
    /// <summary>
    /// Moves the image by a whole number of pixels, from −<see cref="MaxShift"/> to +<see cref="MaxShift"/>, each way equally likely,
    /// in both directions on their own; what moves in is black (0).
    /// </summary>
    public int MaxShift { get; init; }

    /// <summary>Mirrors every second image, by chance, left to right.</summary>
    public bool HorizontalFlip { get; init; }

    /// <summary>
    /// The least share of a picture's area that is cut out at random and resized to the image, with sides of 3 : 4 to 4 : 3, as
    /// torchvision's <c>RandomResizedCrop</c> does (there 0.08); null for no crops. Pictures of a folder are cut before they are resized.
    /// </summary>
    public double? CropArea { get; init; }

    /// <summary>
    /// Changes brightness, contrast and saturation by factors from 1 − x to 1 + x, drawn one by one; 0 for no change.
    /// </summary>
    public double ColorJitter { get; init; }

    /// <summary>Turns the image about its centre by up to so many degrees either way; what turns in is black.</summary>
    public double Rotation { get; init; }

    /// <summary>Blackens a square of so many pixels around a random one (DeVries and Taylor 2017); 0 for none.</summary>
    public int Cutout { get; init; }

    /// <summary>
    /// Mixes each image with another one of the set, and its label too: of shares λ and 1 − λ, λ from Beta(α, α), it keeps the larger
    /// (Zhang et al. 2018). This is α, from 0, which mixes nothing, to 1; 0.2 is usual.
    /// </summary>
    public double Mixup { get; init; }

    /// <summary>Whether images change in more than place.</summary>
    internal bool ChangesPictures => CropArea is not null || ColorJitter > 0 || Rotation > 0 || Cutout > 0;

    /// <summary>Throws when a setting is out of range.</summary>
    /// <exception cref="ArgumentException">One is; the message names it.</exception>
    internal void Check(ImageShape shape)
    {
        int limit = Math.Min(shape.Height, shape.Width) - 1;
        string? problem =
            MaxShift < 0 || MaxShift > limit
                ? $"A shift of {MaxShift} pixels is not between 0 and {limit}, which images of {shape} allow."
            : CropArea is not (null or (> 0 and <= 1)) ? FormattableString.Invariant($"A crop of {CropArea} of the area is not in (0, 1].")
            : ColorJitter is not (>= 0 and <= 1) ? FormattableString.Invariant($"A colour jitter of {ColorJitter} is not from 0 to 1.")
            : Rotation is not (>= 0 and <= 180) ? FormattableString.Invariant($"A rotation of {Rotation} degrees is not from 0 to 180.")
            : Cutout < 0 || Cutout > limit + 1 ? $"A cutout of {Cutout} pixels is not between 0 and {limit + 1}."
            : Mixup is not (>= 0 and <= 1) ? FormattableString.Invariant($"Mixup with α = {Mixup}, which is not from 0 to 1.")
            : null;
        if (problem is not null)
        {
            throw new ArgumentException(problem);
        }
    }
}
