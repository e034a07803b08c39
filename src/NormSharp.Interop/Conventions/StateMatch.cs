using NormSharp.Interop.Conventions;
using NormSharp.Interop.Files;
using NormSharp.Layers;
using NormSharp.Serialization;

namespace NormSharp.Interop;

/// <summary>
/// Which tensor of a file goes where in a network: by name, by renaming rules, or by order and shape. Nothing is changed until
/// <see cref="Apply"/>.
/// </summary>
public sealed class StateMatch
{
    private const int ShownNames = 6;

    private readonly StateFile _file;
    private readonly Module _module;
    private readonly List<StateSlot> _slots;
    private readonly Dictionary<string, NamedTensor> _sources;

    private StateMatch(StateFile file, Module module, List<StateSlot> slots, Dictionary<string, NamedTensor> sources)
    {
        _file = file;
        _module = module;
        _slots = slots;
        _sources = sources;
        Pairs = [.. slots.Where(slot => sources.TryGetValue(slot.Name, out NamedTensor? source) && slot.Fits(source))
            .Select(slot => (slot.Name, sources[slot.Name]))];
        Missing = [.. slots.Where(slot => !slot.IsOptional && !sources.ContainsKey(slot.Name)).Select(slot => slot.Name)];
        Misfits = [.. slots.Where(slot => sources.TryGetValue(slot.Name, out NamedTensor? source) && !slot.Fits(source))
            .Select(slot => Misfit(slot, sources[slot.Name]))];
        HashSet<NamedTensor> used = [.. slots.Where(slot => sources.ContainsKey(slot.Name)).Select(slot => sources[slot.Name])];
        Unused = [.. file.Tensors.Where(tensor => !used.Contains(tensor))];
    }

    /// <summary>What goes where, in the network's order.</summary>
    public IReadOnlyList<(string Target, NamedTensor Source)> Pairs { get; }

    /// <summary>Parameters and buffers of the network that the file has nothing for. Counters of batches may be missing.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>Tensors whose name fits and whose type or shape does not, a line each.</summary>
    public IReadOnlyList<string> Misfits { get; }

    /// <summary>Tensors of the file that the network has no place for.</summary>
    public IReadOnlyList<NamedTensor> Unused { get; }

    /// <summary>Whether everything in the network has its tensor and every tensor its place.</summary>
    public bool IsComplete => Missing.Count == 0 && Misfits.Count == 0 && Unused.Count == 0;

    /// <summary>Matches by name.</summary>
    /// <param name="file">The file.</param>
    /// <param name="module">The network.</param>
    /// <param name="rules">Renames tensors of the file first; the first rule that fits a name counts.</param>
    /// <exception cref="ModelFormatException">Two tensors would get one name.</exception>
    public static StateMatch ByName(StateFile file, Module module, IReadOnlyList<NamePattern>? rules = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(module);
        var sources = new Dictionary<string, NamedTensor>(StringComparer.Ordinal);
        foreach (NamedTensor tensor in file.Tensors)
        {
            string name = (rules ?? []).Select(rule => rule.Rename(tensor.Name)).FirstOrDefault(renamed => renamed is not null)
                ?? tensor.Name;
            if (!sources.TryAdd(name, tensor))
            {
                throw Malformed.In(
                    file.Path,
                    $"'{Printable.Name(tensor.SourceName)}' and '{Printable.Name(sources[name].SourceName)}' would both be named "
                    + $"'{Printable.Name(name)}'; "
                    + "change the rules that rename them");
            }
        }

        return new StateMatch(file, module, StateSlot.Of(module), sources);
    }

    /// <summary>
    /// Proposes a match where names differ: layer by layer, in order, each layer of the network takes the next one of the file whose
    /// tensors have the same last names and fit. Where a file tells only the order of layers of one class, each class has its own next
    /// one. It may be wrong where layers are of one shape and were registered in another order: look at it.
    /// </summary>
    public StateMatch Propose()
    {
        List<LayerQueue> queues = [.. _file.Tensors.GroupBy(tensor => StateSlot.Owner(tensor.Name)).GroupBy(
            layer => _file.OrderOf(layer.Key), (_, layers) => new LayerQueue([.. layers.Select(layer => layer.ToList())]))];
        var sources = new Dictionary<string, NamedTensor>(StringComparer.Ordinal);
        foreach (IGrouping<string, StateSlot> layer in _slots.GroupBy(slot => StateSlot.Owner(slot.Name)))
        {
            // The very next one of a class before a later one of another.
            List<NamedTensor>? found = queues.Select(queue => queue.Next(tensors => Takes(layer, tensors), skips: false))
                .FirstOrDefault(tensors => tensors is not null)
                ?? queues.Select(queue => queue.Next(tensors => Takes(layer, tensors), skips: true))
                    .FirstOrDefault(tensors => tensors is not null);
            foreach (StateSlot slot in found is null ? [] : layer.AsEnumerable())
            {
                if (Counterpart(slot, found!) is { } source)
                {
                    sources.Add(slot.Name, source);
                }
            }
        }

        return new StateMatch(_file, _module, _slots, sources);
    }

    /// <summary>
    /// Copies the numbers into the network, converted to float32. Everything is read first, so that a failure changes nothing.
    /// </summary>
    /// <exception cref="ModelFormatException">The match is not complete; the message lists what is missing, unused or of another
    /// shape.</exception>
    public void Apply()
    {
        if (!IsComplete)
        {
            throw Malformed.In(_file.Path, Problem());
        }

        Dictionary<string, StateSlot> slots = _slots.ToDictionary(slot => slot.Name, StringComparer.Ordinal);
        List<Action> copies = [.. Pairs.Select(pair => slots[pair.Target].Prepare(pair.Source))];
        copies.ForEach(copy => copy());
    }

    private static bool Takes(IEnumerable<StateSlot> layer, List<NamedTensor> group)
        => layer.All(slot => Counterpart(slot, group) is { } source ? slot.Fits(source) : slot.IsOptional)
            && group.TrueForAll(tensor => layer.Any(slot => Last(slot.Name) == Last(tensor.Name)));

    private static NamedTensor? Counterpart(StateSlot slot, List<NamedTensor> group)
        => group.Find(tensor => Last(tensor.Name) == Last(slot.Name));

    private static string Misfit(StateSlot slot, NamedTensor source)
        => $"'{slot.Name}' takes {slot}, the file's '{Printable.Name(source.SourceName)}' is {source}";

    private static string Last(string name) => name[(name.LastIndexOf('.') + 1)..];

    private string Problem()
    {
        var parts = new List<string>();
        if (Missing.Count > 0)
        {
            parts.Add($"{Missing.Count} of the network's tensors are missing ({Shown(Missing)})");
        }

        if (Misfits.Count > 0)
        {
            parts.Add($"{Misfits.Count} do not fit ({Shown(Misfits)})");
        }

        if (Unused.Count > 0)
        {
            parts.Add(
                $"{Unused.Count} of the file's have no place "
                + $"({Shown(Unused.Select(tensor => $"'{Printable.Name(tensor.SourceName)}' {tensor}"))})");
        }

        return "does not fit the network: " + string.Join("; ", parts);
    }

    private static string Shown(IEnumerable<string> names)
    {
        List<string> all = [.. names];
        return string.Join(", ", all.Take(ShownNames)) + (all.Count > ShownNames ? ", …" : string.Empty);
    }
}
