using System.CommandLine;
using System.Globalization;
using NormSharp.Data;

namespace NormSharp.Cli.CommandLine;

/// <summary>An option that takes the size of an image: channels, rows, columns.</summary>
internal static class ShapeOption
{
    // Larger images than this are mistakes, and their products overflow.
    private const int Largest = 16_384;

    /// <summary>Makes the option.</summary>
    public static Option<ImageShape?> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "C,H,W",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Parse(text) is ImageShape shape)
            {
                return shape;
            }

            result.Refuse($"{name} is '{text}', expected channels, rows and columns from 1 to {Largest}, for example 1,28,28");
            return null;
        },
    };

    internal static ImageShape? Parse(string text)
    {
        string[] parts = text.Split(',', 'x', '×');
        int[] sizes =
            [.. parts.Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size) ? size : 0)];
        return sizes is [int channels, int height, int width]
            && sizes.All(size => size is >= 1 and <= Largest)
            && (long)channels * height * width <= Array.MaxLength / sizeof(float)
                ? new ImageShape(channels, height, width)
                : null;
    }
}
