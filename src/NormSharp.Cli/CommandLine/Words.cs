using NormSharp.Cli.Localization;

namespace NormSharp.Cli.CommandLine;

/// <summary>Words of messages.</summary>
internal static class Words
{
    /// <summary>For example <c>a, b or c</c>.</summary>
    public static string Or(IEnumerable<string> items)
    {
        string[] all = [.. items];
        return all.Length < 2 ? string.Concat(all) : Messages.Of($"{List(all[..^1])} or {all[^1]}");
    }

    /// <summary>For example <c>a, b and c</c>.</summary>
    public static string And(IEnumerable<string> items)
    {
        string[] all = [.. items];
        return all.Length < 2 ? string.Concat(all) : Messages.Of($"{List(all[..^1])} and {all[^1]}");
    }

    /// <summary>For example <c>a, b, c</c>.</summary>
    public static string List(IEnumerable<string> items) => string.Join(Messages.Of(", "), items);

    /// <summary>Parts of a sentence one after another, such as <c>batch 256, seed 1</c>.</summary>
    public static string Parts(IEnumerable<string> parts) => string.Join(Messages.Language == Language.Chinese ? "，" : ", ", parts);

    /// <summary>A hint to put after a misspelt word; empty when nothing is near.</summary>
    public static string DidYouMean(string word, IEnumerable<string> candidates) =>
        Nearest(word, candidates) is string nearest ? Messages.Of($" (did you mean {nearest}?)") : string.Empty;

    /// <summary>The candidate that a misspelt word most likely means; null when none is near.</summary>
    private static string? Nearest(string word, IEnumerable<string> candidates) => candidates
        .Select(candidate => (Candidate: candidate, Distance: Distance(word, candidate)))
        .Where(item => item.Distance <= Math.Max(1, Math.Min(word.Length, item.Candidate.Length) / 3))
        .OrderBy(item => item.Distance)
        .Select(item => item.Candidate)
        .FirstOrDefault();

    /// <summary>Levenshtein's distance: insertions, deletions and replacements from one word to the other.</summary>
    private static int Distance(string a, string b)
    {
        int[] previous = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int[] current = new int[b.Length + 1];
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[^1];
    }
}
