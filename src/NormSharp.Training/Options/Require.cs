using System.Globalization;

namespace NormSharp.Training;

/// <summary>Checks of options, with one message for each kind of mistake.</summary>
internal static class Require
{
    public static void Positive(string name, double value)
    {
        if (!(double.IsFinite(value) && value > 0))
        {
            throw Wrong(name, value, "a positive number");
        }
    }

    public static void NotNegative(string name, double value)
    {
        if (!(double.IsFinite(value) && value >= 0))
        {
            throw Wrong(name, value, "a number that is not negative");
        }
    }

    public static void Between(string name, double value, double least, double below)
    {
        if (!(value >= least && value < below))
        {
            throw Wrong(name, value, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to below {below}"));
        }
    }

    public static void AtLeast(string name, long value, long least)
    {
        if (value < least)
        {
            throw Wrong(name, value, $"at least {least}");
        }
    }

    public static void AtMost(string name, long value, long most)
    {
        if (value > most)
        {
            throw Wrong(name, value, $"at most {most}");
        }
    }

    public static void Known<T>(string name, T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            throw new ArgumentException($"{name} is {value}, expected {string.Join(", ", Enum.GetNames<T>())}");
        }
    }

    private static ArgumentException Wrong(string name, double value, string expected) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}, expected {expected}"));
}
