using System.CommandLine;
using System.Globalization;

namespace NormSharp.Cli.CommandLine;

/// <summary><c>--max-memory</c>: how much memory a model may need.</summary>
internal static class MemoryOption
{
    /// <summary>Its name.</summary>
    public const string Name = "--max-memory";

    /// <summary>The option, in bytes.</summary>
    public static Option<long?> Create()
        => Create(Name, "Refuse a model that needs more memory, for example 500M or 8G. Default: nine tenths of what is free.");

    /// <summary>The option of a command that reads images alone.</summary>
    public static Option<long?> ForImages()
        => Create(Name, "Refuse images that need more memory, for example 500M or 8G. Default: nine tenths of what is free.");

    /// <summary>The option of a command that runs trainings side by side.</summary>
    public static Option<long?> ForStudies()
        => Create(Name, "Refuse images and trainings that need more memory, such as 8G. Default: nine tenths of what is free.");

    /// <summary>An option of another name, in bytes.</summary>
    public static Option<long?> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "SIZE",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Parse(text) is { } bytes)
            {
                return bytes;
            }

            result.Refuse($"{name} is '{text}', expected a number of bytes, or one with K, M, G or T: 500M, 8G");
            return null;
        },
    };

    /// <summary>"500M" in bytes; null where it is none.</summary>
    internal static long? Parse(string text)
    {
        int unit = text.Length == 0 ? -1 : "KMGT".IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal);
        string digits = unit < 0 ? text : text[..^1];
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            && number * Math.Pow(1024, unit + 1) is >= 1 and < long.MaxValue and var bytes
            ? (long)bytes
            : null;
    }
}
