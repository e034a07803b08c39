using System.CommandLine;
using System.Globalization;
using NormSharp.Data;

namespace NormSharp.Cli.CommandLine;

/// <summary>The option that says how training images are varied.</summary>
internal static class AugmentOption
{
    private const string Name = "--augment";
    private const int DefaultShift = 2;
    private const int DefaultCutout = 8;
    private const double DefaultCrop = 0.25;
    private const double DefaultColour = 0.2;
    private const double DefaultRotation = 10;
    private const double DefaultMixup = 0.2;

    private static readonly string[] Kinds = ["none", "flip", "shift", "crop", "colour", "color", "rotate", "cutout", "mixup"];

    /// <summary>Makes the option.</summary>
    public static Option<Augmentation?> Create() => new(Name)
    {
        Description =
            $"Vary training images at random, several with commas: shift (by up to {DefaultShift} pixels, shift=3 for up to 3), flip (left "
                + $"to right), crop (of 25 % of the area on, resized; crop=0.08 as for ImageNet), colour (by up to 0.2), rotate (by up "
                + $"to 10 degrees), cutout (a square of 8 pixels), mixup (with another image; mixup=0.2 is its "
                + $"α), none.",
        HelpName = "KINDS",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            Augmentation? augmentation = Parse(text);
            if (augmentation is null)
            {
                string? odd = text.Split(',').Select(part => part.Split('=')[0]).FirstOrDefault(kind => !Kinds.Contains(kind));
                string hint = odd is null ? string.Empty : Words.DidYouMean(odd, Kinds);
                result.Refuse(
                    $"{Name} is '{text}'{hint}, expected none, or with commas: flip, shift=PIXELS, crop=AREA, colour=SHARE, "
                        + $"rotate=DEGREES, cutout=PIXELS, mixup=ALPHA, the numbers may be left away");
            }

            return augmentation;
        },
    };

    internal static Augmentation? Parse(string text)
    {
        var augmentation = new Augmentation();
        if (text == "none")
        {
            return augmentation;
        }

        foreach (string part in text.Split(','))
        {
            string[] pair = part.Split('=');
            if (pair.Length > 2 || Add(augmentation, pair[0], pair.ElementAtOrDefault(1)) is not { } more)
            {
                return null;
            }

            augmentation = more;
        }

        return augmentation;
    }

    private static Augmentation? Add(Augmentation augmentation, string kind, string? value) => kind switch
    {
        "flip" when value is null => augmentation with { HorizontalFlip = true },
        "shift" when Whole(value, DefaultShift) is int pixels => augmentation with { MaxShift = pixels },
        "crop" when Number(value, DefaultCrop, 1) is double area => augmentation with { CropArea = area },
        "colour" or "color" when Number(value, DefaultColour, 1) is double share => augmentation with { ColorJitter = share },
        "rotate" when Number(value, DefaultRotation, 180) is double degrees => augmentation with { Rotation = degrees },
        "mixup" when Number(value, DefaultMixup, 1) is double alpha => augmentation with { Mixup = alpha },
        "cutout" when Whole(value, DefaultCutout) is int pixels => augmentation with { Cutout = pixels },
        _ => null,
    };

    private static int? Whole(string? text, int usual)
        => text is null ? usual
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0 ? value
            : null;

    private static double? Number(string? text, double usual, double most)
        => text is null ? usual
            : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
                && value > 0 && value <= most ? value
            : null;
}
