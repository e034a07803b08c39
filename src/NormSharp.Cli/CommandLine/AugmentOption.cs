using System.CommandLine;
using System.Globalization;
using NormSharp.Data;

namespace NormSharp.Cli.CommandLine;

/// <summary>The option that says how training images are varied.</summary>
internal static class AugmentOption
{
    private const string Name = "--augment";
    private const int DefaultShift = 2;

    /// <summary>Makes the option.</summary>
    public static Option<Augmentation?> Create() => new(Name)
    {
        Description =
            $"Vary training images at random: shift (by up to {DefaultShift} pixels; shift=3 for up to 3), flip (left to right), or "
                + "both with a comma.",
        HelpName = "shift,flip",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            Augmentation? augmentation = Parse(text);
            if (augmentation is null)
            {
                result.AddError(
                    $"{Name} is '{text}', expected shift, shift=N with N from 1 on, flip, or several of them separated by commas");
            }

            return augmentation;
        },
    };

    internal static Augmentation? Parse(string text)
    {
        var augmentation = new Augmentation();
        foreach (string part in text.Split(','))
        {
            string[] pair = part.Split('=');
            int shift = DefaultShift;
            if (part == "flip")
            {
                augmentation = augmentation with { HorizontalFlip = true };
            }
            else if (pair[0] == "shift" && pair.Length <= 2
                && (pair.Length == 1 || (int.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out shift) && shift > 0)))
            {
                augmentation = augmentation with { MaxShift = shift };
            }
            else
            {
                return null;
            }
        }

        return augmentation;
    }
}
