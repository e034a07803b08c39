using System.Globalization;

namespace NormSharp.Data;

/// <summary>Counts what is no data, kind by kind, with an example each.</summary>
internal sealed class LeftOut
{
    private readonly SortedDictionary<string, (int Count, string Example)> _kinds = new(StringComparer.Ordinal);

    /// <summary>Counts a file or folder.</summary>
    public void Add(string kind, string example)
    {
        lock (_kinds)
        {
            _kinds[kind] = _kinds.TryGetValue(kind, out (int Count, string Example) known)
                ? (known.Count + 1, known.Example)
                : (1, example);
        }
    }

    /// <summary>For example <c>left out 3: hidden or of the system (for example photos/.DS_Store)</c>, a line a kind.</summary>
    public IReadOnlyList<string> ToRemarks() =>
    [
        .. _kinds.Select(kind => kind.Value.Count == 1
            ? $"left out 1: {kind.Key} ({kind.Value.Example})"
            : string.Create(CultureInfo.InvariantCulture, $"left out {kind.Value.Count}: {kind.Key} (for example {kind.Value.Example})")),
    ];
}
