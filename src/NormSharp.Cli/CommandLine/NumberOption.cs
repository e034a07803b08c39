using System.CommandLine;
using System.Globalization;
using System.Numerics;
using NormSharp.Cli.Localization;

namespace NormSharp.Cli.CommandLine;

/// <summary>Options that take a number, with messages that name the option, what was found and what is expected.</summary>
internal static class NumberOption
{
    /// <summary>A whole number that is not below <paramref name="least"/>.</summary>
    public static Option<int?> AtLeast(string name, int least, string description) =>
        Create<int>(name, "N", () => Messages.Of($"a whole number from {least} on"), value => value >= least, description);

    /// <summary>A whole number of a range.</summary>
    public static Option<int?> Between(string name, int least, int most, string description) =>
        Create<int>(
            name, "N", () => Messages.Of($"a whole number from {least} to {most}"), value => value >= least && value <= most, description);

    /// <summary>A seed: a whole number from 0 to 2⁶⁴ − 1.</summary>
    public static Option<ulong?> Seed(string name, string description) =>
        Create<ulong>(name, "N", () => Messages.Of($"a whole number from {0} to {ulong.MaxValue}"), _ => true, description);

    /// <summary>A number greater than 0.</summary>
    public static Option<double?> Positive(string name, string description, string valueName = "X") =>
        Create<double>(
            name, valueName, () => Messages.Of("a number greater than 0"), value => double.IsFinite(value) && value > 0, description);

    /// <summary>A number that is 0 or greater.</summary>
    public static Option<double?> NotNegative(string name, string description, string valueName = "X") =>
        Create<double>(
            name,
            valueName,
            () => Messages.Of("a number that is not negative"),
            value => double.IsFinite(value) && value >= 0,
            description);

    /// <summary>A number from 0 to below 1.</summary>
    public static Option<double?> Fraction(string name, string description) =>
        Create<double>(name, "X", () => Messages.Of("a number from 0 to below 1"), value => value is >= 0 and < 1, description);

    private static Option<T?> Create<T>(string name, string valueName, Func<string> expected, Func<T, bool> isRight, string description)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = valueName,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (T.TryParse(
                    text,
                    NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                    CultureInfo.InvariantCulture,
                    out T value)
                    && isRight(value))
                {
                    return value;
                }

                result.Refuse($"{name} is '{text}', expected {expected()}");
                return null;
            },
        };
}
