using System.CommandLine;
using System.Globalization;
using NormSharp.Cli.Localization;

namespace NormSharp.Cli.CommandLine;

/// <summary>An option that takes the extents of a tensor.</summary>
internal static class ExtentsOption
{
    /// <summary>The most numbers of a tensor: its memory is one array.</summary>
    public const long MostNumbers = 0x7FFF_FF00;

    /// <summary>Makes the option.</summary>
    /// <param name="name">The option.</param>
    /// <param name="names">What the extents are called, for example <c>N,C,H,W</c>.</param>
    /// <param name="least">The fewest extents.</param>
    /// <param name="most">The most extents.</param>
    /// <param name="example">Extents as an example.</param>
    /// <param name="description">What they are.</param>
    public static Option<int[]?> Create(string name, string names, int least, int most, string example, string description) => new(name)
    {
        Description = description,
        HelpName = names,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Parse(text, least, most) is int[] extents)
            {
                return extents;
            }

            string count = least == most ? $"{least}" : Messages.Of($"{least} to {most}");
            result.Refuse(
                $"{name} is '{text}', expected {count} whole numbers from 1 on ({names}) with a product below 2³¹, for example {example}");
            return null;
        },
    };

    internal static int[]? Parse(string text, int least, int most)
    {
        int[] extents =
            [.. text.Split(',', 'x', '×')
                .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int extent) ? extent : 0)];
        if (extents.Length < least || extents.Length > most || extents.Any(extent => extent < 1))
        {
            return null;
        }

        long product = 1;
        foreach (int extent in extents)
        {
            product *= extent;
            if (product > MostNumbers)
            {
                return null;
            }
        }

        return extents;
    }
}
