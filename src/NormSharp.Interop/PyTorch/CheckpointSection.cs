using NormSharp.Interop.Files;

namespace NormSharp.Interop.PyTorch;

/// <summary>
/// Finds the state of a model within a checkpoint, which usually holds an optimizer's state, an epoch and more beside it.
/// </summary>
internal static class CheckpointSection
{
    private const int DepthLimit = 4;
    private const int ShownKeys = 12;

    /// <summary>Where states usually lie, the likeliest first.</summary>
    private static readonly string[] UsualKeys =
    [
        "state_dict", "model_state_dict", "model_state", "model", "module", "net", "network", "weights", "params", "parameters", "student",
        "ema_state_dict", "state_dict_ema", "model_ema", "ema_model", "ema", "params_ema", "teacher", "generator", "encoder", "backbone",
    ];

    /// <summary>Follows the keys that a person gave.</summary>
    /// <exception cref="Serialization.ModelFormatException">A key is not there.</exception>
    public static object Named(string path, object? root, string section)
    {
        object? node = root;
        foreach (string key in section.Split('.'))
        {
            List<KeyValuePair<string, object?>> entries = Children(node);
            string known = Keys(entries.Select(entry => entry.Key));
            node = entries.Find(entry => entry.Key == key).Value
                ?? throw Malformed.In(path, $"holds no part '{Printable.Name(key)}' of '{Printable.Name(section)}'; there is {known}");
        }

        return node!;
    }

    /// <summary>Goes where a state usually lies, or where most tensors are.</summary>
    /// <param name="path">The file.</param>
    /// <param name="root">The object that was saved.</param>
    /// <param name="walk">How much may be looked at.</param>
    /// <param name="notes">Says which part was taken, and what else there was.</param>
    public static object? Usual(string path, object? root, WalkBudget walk, List<string> notes)
    {
        object? node = root;
        for (int depth = 0; depth < DepthLimit && node is PickleDictionary dictionary; depth++)
        {
            List<KeyValuePair<string, object?>> entries = dictionary.Named();
            int direct = entries.Count(entry => entry.Value is TorchTensor);
            List<Part> parts = [.. entries
                .Where(entry => entry.Value is PickleDictionary or PickleRecord && !IsOptimizer(entry.Key))
                .Select(entry => new Part(entry.Key, entry.Value, CheckpointTensors.Of(path, entry.Value, walk).Found.Count))
                .Where(part => part.Count > 0)];
            Part? chosen = UsualKeys.Select(key => parts.Find(part => part.Key == key)).FirstOrDefault(part => part is not null)
                ?? parts.MaxBy(part => part.Count);
            if (chosen is null || direct > chosen.Count)
            {
                break;
            }

            IEnumerable<string> others = parts.Where(part => part.Key != chosen.Key).Select(
                part => $"'{Printable.Name(part.Key)}' ({part.Count} tensors)");
            string beside = string.Join(", ", others.Take(ShownKeys));
            notes.Add(
                $"the state was taken from '{Printable.Name(chosen.Key)}'"
                + (beside.Length > 0 ? $"; there is also {beside}" : string.Empty));
            node = chosen.Value;
        }

        return node;
    }

    private static List<KeyValuePair<string, object?>> Children(object? node) => node switch
    {
        PickleDictionary dictionary => dictionary.Named(),
        PickleRecord { Items: { } items } => items.Named(),
        PickleRecord record => CheckpointTensors.StateOf(record)?.Named() ?? [],
        _ => [],
    };

    private static bool IsOptimizer(string key) => key.Contains("optim", StringComparison.OrdinalIgnoreCase)
        || key.Contains("sched", StringComparison.OrdinalIgnoreCase) || key.Contains("scaler", StringComparison.OrdinalIgnoreCase);

    private static string Keys(IEnumerable<string> keys)
    {
        string text = string.Join(", ", keys.Take(ShownKeys).Select(key => $"'{Printable.Name(key)}'"));
        return text.Length == 0 ? "none at all" : text;
    }

    /// <summary>What lies under a key, and how many tensors it holds.</summary>
    private sealed record Part(string Key, object? Value, int Count);
}
