using System.CommandLine;
using System.Globalization;

namespace NormSharp.Cli.CommandLine;

/// <summary>The option that takes some classes of a data set, such as <c>0-4</c> or <c>0,2,7-9</c>.</summary>
internal static class ClassesOption
{
    private const string Name = "--classes";
    private const int Largest = 255;

    /// <summary>Makes the option.</summary>
    public static Option<IReadOnlyList<int>?> Create() => new(Name)
    {
        Description = "Take only these classes, for example 0-4 or 0,2,7-9, and number them 0, 1, 2, … in that order. Default: all.",
        HelpName = "A-B,C",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            IReadOnlyList<int>? classes = Parse(text);
            if (classes is null)
            {
                result.Refuse(
                    $"{Name} is '{text}', expected numbers of classes and ranges of them, each once, separated by commas, for example "
                        + $"0-4 or 0,2,7-9");
            }

            return classes;
        },
    };

    /// <summary>The classes that a text names; null when it names none, one twice, or is of another form.</summary>
    internal static IReadOnlyList<int>? Parse(string text)
    {
        List<int> classes = [];
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !TryNumber(ends[0], out int first) || !TryNumber(ends[^1], out int last) || last < first)
            {
                return null;
            }

            classes.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return classes.Distinct().Count() == classes.Count ? classes : null;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= Largest;
}
