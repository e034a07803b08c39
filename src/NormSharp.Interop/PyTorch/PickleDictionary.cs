namespace NormSharp.Interop.PyTorch;

/// <summary>
/// A Python dictionary in the order of insertion. Keys are not hashed here, as numbers can be chosen so that their hashes collide: who
/// looks for names makes a table of the names.
/// </summary>
internal sealed class PickleDictionary
{
    private List<KeyValuePair<object?, object?>>? _entries;

    public IReadOnlyList<KeyValuePair<object?, object?>> Entries => _entries ?? (IReadOnlyList<KeyValuePair<object?, object?>>)[];

    public void Add(object? key, object? value) => (_entries ??= []).Add(new(key, value));

    /// <summary>The entries whose keys are texts; a key that comes twice keeps its first place and its last value, as in Python.</summary>
    public List<KeyValuePair<string, object?>> Named()
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var result = new List<KeyValuePair<string, object?>>();
        foreach ((object? key, object? value) in Entries)
        {
            if (key is not string name)
            {
                continue;
            }

            if (places.TryAdd(name, result.Count))
            {
                result.Add(new(name, value));
            }
            else
            {
                result[places[name]] = new(name, value);
            }
        }

        return result;
    }

    /// <summary>The last value of a name; null where there is none.</summary>
    public object? Find(string name)
    {
        for (int i = Entries.Count - 1; i >= 0; i--)
        {
            if (Entries[i].Key is string key && key == name)
            {
                return Entries[i].Value;
            }
        }

        return null;
    }
}
