using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using NormSharp.Cli.Localization;

namespace NormSharp.Cli.CommandLine;

/// <summary>
/// An option that takes one number or one a channel: <c>0.485,0.456,0.406</c>; a fraction such as <c>1/255</c> is a number.
/// </summary>
internal static class NumbersOption
{
    /// <summary>Makes an option of several numbers.</summary>
    /// <param name="name">The option.</param>
    /// <param name="isRight">Whether a number may stand there.</param>
    /// <param name="expected">Which may, for messages: <c>numbers greater than 0</c>.</param>
    /// <param name="description">What they are.</param>
    public static Option<ImmutableArray<double>?> Create(string name, Func<double, bool> isRight, string expected, string description)
        => new(name)
        {
            Description = description,
            HelpName = "X[,Y,Z]",
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                double[] values = [.. text.Split(',').Select(part => Parse(part) is { } value && isRight(value) ? value : double.NaN)];
                if (Array.TrueForAll(values, double.IsFinite))
                {
                    return [.. values];
                }

                result.Refuse($"{name} is '{text}', expected {Messages.Of(expected)}, one or one a channel, for example 0.485,0.456,0.406");
                return null;
            },
        };

    /// <summary>Makes an option of one number that may be a fraction.</summary>
    public static Option<double?> Fraction(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "X|X/Y",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Parse(text) is { } value && double.IsFinite(value) && value > 0)
            {
                return value;
            }

            result.Refuse($"{name} is '{text}', expected a number greater than 0, for example 1/255, 1/127.5 or 1");
            return null;
        },
    };

    private static double? Parse(string text)
    {
        double[] parts = [.. text.Split('/').Select(part => double.TryParse(
            part, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture,
            out double value) ? value : double.NaN)];
        return parts switch
        {
            [double value] => value,
            [double above, double below] => above / below,
            _ => null,
        };
    }
}
