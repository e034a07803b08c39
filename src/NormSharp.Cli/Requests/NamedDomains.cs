using System.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Output;
using NormSharp.Data;
using NormSharp.Training;

namespace NormSharp.Cli.Requests;

/// <summary>Images of each domain, by its name: <c>--domain day=PATH --domain night=PATH</c>.</summary>
internal static class NamedDomains
{
    private const string Name = "--domain";

    /// <summary>The option.</summary>
    public static Option<string[]> Option() => new(Name)
    {
        Description = "Images of a domain, by its name; once for each of two or more. --fix then keeps statistics for each.",
        HelpName = "NAME=DATA",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>Opens the images.</summary>
    /// <param name="given">What was given.</param>
    /// <param name="input">What the model takes.</param>
    /// <param name="screen">Where a spinner turns meanwhile.</param>
    /// <returns>The images by the names; null where nothing was given.</returns>
    /// <exception cref="UsageException">There is one domain alone, a name is missing, cannot be one, or stands twice.</exception>
    public static IReadOnlyDictionary<string, DataSplit>? Open(IReadOnlyList<string> given, ModelInput input, Screen screen)
    {
        if (given.Count == 1)
        {
            throw new UsageException($"{Name} is given once ('{given[0]}'), expected once for each of two or more domains");
        }

        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string text in given)
        {
            int sign = text.IndexOf('=', StringComparison.Ordinal);
            if (sign <= 0 || sign == text.Length - 1 || text[..sign].Contains('.'))
            {
                throw new UsageException($"{Name} is '{text}', expected NAME=DATA, with a name that has no dot");
            }

            if (!paths.TryAdd(text[..sign], text[(sign + 1)..]))
            {
                throw new UsageException($"{Name} names '{text[..sign]}' twice");
            }
        }

        return paths.Count == 0 ? null : paths.ToDictionary(entry => entry.Key, entry => Split(entry.Value, input, screen));
    }

    private static DataSplit Split(string data, ModelInput input, Screen screen)
    {
        if (DataSource.IsUnlabelled(data))
        {
            ImageSet images = DataSource.OpenUnlabelled(data, screen);
            input.CheckFits(images);
            return new DataSplit(images, images);
        }

        DataSplit split = DataSource.Open(Name, data, screen);
        input.CheckFits(split.Train.WithoutLabels());
        return split.Test.ClassNames.SequenceEqual(input.Classes) ? split : split with { Test = split.Test.WithoutLabels() };
    }
}
