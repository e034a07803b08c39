using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;

namespace NormSharp.Cli.Requests;

/// <summary>Files that were given for values, those without a name in the order of the values that are left.</summary>
internal static class NamedFiles
{
    /// <summary>The file of each value.</summary>
    /// <param name="option">The option, for messages.</param>
    /// <param name="texts">What was typed.</param>
    /// <param name="names">The values in order.</param>
    /// <exception cref="UsageException">There is no value of a name, one is named twice, or there are more files than values.</exception>
    public static IReadOnlyDictionary<string, string> Match(string option, IReadOnlyList<string> texts, IReadOnlyList<string> names)
    {
        NamedFile[] files = [.. texts.Select(NamedFile.Parse)];
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (NamedFile file in files.Where(file => file.Name is not null))
        {
            if (!names.Contains(file.Name!))
            {
                throw new UsageException($"{option} names '{file.Name}', and the model has {Words.List(names)}");
            }

            if (!found.TryAdd(file.Name!, file.Path))
            {
                throw new UsageException($"{option} names '{file.Name}' twice");
            }
        }

        string[] left = [.. names.Where(name => !found.ContainsKey(name))];
        string[] unnamed = [.. files.Where(file => file.Name is null).Select(file => file.Path)];
        if (unnamed.Length > left.Length)
        {
            throw new UsageException(
                $"{option} was given {files.Length} times, and the model has {names.Count}: {Words.List(names)}");
        }

        for (int i = 0; i < unnamed.Length; i++)
        {
            found.Add(left[i], unnamed[i]);
        }

        return found;
    }
}
