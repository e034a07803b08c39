using NormSharp.Interop.Files;

namespace NormSharp.Interop.PyTorch;

/// <summary>
/// Names the tensors of an object as PyTorch would: keys of dictionaries joined by dots; parameters, buffers and children of a module.
/// </summary>
internal sealed class CheckpointTensors
{
    private const int TensorLimit = 100_000;
    private const int DepthLimit = 100;
    private const int NameLimit = 4096;

    private readonly string _path;
    private readonly HashSet<object> _open = new(ReferenceEqualityComparer.Instance);
    private readonly WalkBudget _walk;

    private CheckpointTensors(string path, WalkBudget walk)
    {
        _path = path;
        _walk = walk;
    }

    /// <summary>Its tensors by name, in the file's order.</summary>
    public List<(string Name, TorchTensor Tensor)> Found { get; } = [];

    /// <summary>The classes of what was seen and is neither tensor nor container, such as a module's.</summary>
    public HashSet<PickleGlobal> Classes { get; } = [];

    public static CheckpointTensors Of(string path, object? root, WalkBudget walk)
    {
        var tensors = new CheckpointTensors(path, walk);
        tensors.Visit(root, string.Empty);
        return tensors;
    }

    private void Visit(object? value, string name)
    {
        if (value is TorchTensor tensor)
        {
            Add(name, tensor);
            return;
        }

        if (value is not (PickleDictionary or PickleRecord or PickleList or PickleTuple) || !_open.Add(value))
        {
            return;
        }

        if (_open.Count > DepthLimit || name.Length > NameLimit)
        {
            throw Malformed.In(_path, "its objects lie in each other deeper than a model's; it is damaged or made to mislead");
        }

        switch (value)
        {
            case PickleDictionary dictionary:
                Entries(dictionary, name);
                break;
            case PickleRecord record:
                Record(record, name);
                break;
            case PickleList list:
                Elements(list.Items, name);
                break;
            case PickleTuple tuple:
                Elements(tuple.Items, name);
                break;
        }

        _open.Remove(value);
    }

    private void Entries(PickleDictionary dictionary, string name)
    {
        _walk.Take(1 + dictionary.Entries.Count);
        foreach ((string key, object? entry) in dictionary.Named())
        {
            Visit(entry, Join(name, key));
        }

        foreach ((object? key, object? entry) in dictionary.Entries)
        {
            if (key is long number)
            {
                Visit(entry, Join(name, number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            }
        }
    }

    /// <summary>A module: its parameters, its buffers, then its children; a TorchScript module has all three as attributes.</summary>
    private void Record(PickleRecord record, string name)
    {
        _walk.Take(1);
        if (record.Origin is not null)
        {
            Classes.Add(record.Origin);
        }

        PickleDictionary? state = StateOf(record);
        if (state is not null && (state.Find("_parameters") ?? state.Find("_modules")) is not null)
        {
            Visit(state.Find("_parameters"), name);
            Visit(state.Find("_buffers"), name);
            Visit(state.Find("_modules"), name);
        }
        else if (record.State is PickleTuple { Items: [TorchTensor wrapped, ..] })
        {
            // Parameter and Variable of PyTorch before 0.4.
            Add(name, wrapped);
        }
        else
        {
            Visit(record.Items, name);
            Visit(state, name);
        }
    }

    /// <summary>The attributes of an object.</summary>
    public static PickleDictionary? StateOf(PickleRecord record) => record.State switch
    {
        PickleDictionary dictionary => dictionary,
        PickleTuple { Items: [PickleDictionary attributes, ..] } => attributes,
        _ => null,
    };

    private void Elements(IReadOnlyList<object?> items, string name)
    {
        _walk.Take(1 + items.Count);
        for (int i = 0; i < items.Count; i++)
        {
            // Numbers and texts, of which a checkpoint may hold a million, cost no name.
            if (items[i] is TorchTensor or PickleDictionary or PickleRecord or PickleList or PickleTuple)
            {
                Visit(items[i], Join(name, i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            }
        }
    }

    private void Add(string name, TorchTensor tensor)
    {
        if (Found.Count == TensorLimit)
        {
            throw Malformed.Limit(_path, "its tensors", Found.Count + 1, TensorLimit);
        }

        Found.Add((name, tensor));
    }

    private static string Join(string prefix, string key) => prefix.Length == 0 ? key : $"{prefix}.{key}";
}
