using System.CommandLine;

namespace NormSharp.Cli.CommandLine;

/// <summary>Values that have a name on the command line and in <c>run.json</c>.</summary>
internal sealed class Choice<T>(params (string Name, T Value)[] entries)
    where T : struct
{
    /// <summary>All names, as help shows them: <c>first2|last2|none|all</c>.</summary>
    public string Names { get; } = string.Join('|', entries.Select(entry => entry.Name));

    /// <summary>The name of a value.</summary>
    public string NameOf(T value) => entries.First(entry => entry.Value.Equals(value)).Name;

    /// <summary>The value of a name; null when there is none.</summary>
    public T? ValueOf(string name)
    {
        foreach ((string candidate, T value) in entries)
        {
            if (candidate == name)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>An option that takes one of the names.</summary>
    public Option<T?> Option(string name, string description)
    {
        var option = new Option<T?>(name)
        {
            Description = description,
            HelpName = Names,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                string[] names = [.. entries.Select(entry => entry.Name)];
                T? value = ValueOf(text);
                if (value is null)
                {
                    result.Refuse($"{name} is '{text}', expected {Words.Or(names)}{Words.DidYouMean(text, names)}");
                }

                return value;
            },
        };

        // The names that an enumeration has in code are refused.
        option.CompletionSources.Clear();
        return option;
    }
}
