using NormSharp.Interop;
using NormSharp.Layers;
using NormSharp.Training;

namespace NormSharp.Cli.Requests;

/// <summary>A model on its way into a file of some format.</summary>
/// <param name="Model">The model.</param>
/// <param name="Network">What is written of it: its own network, or that with normalizations folded.</param>
/// <param name="Input">The images that it takes, and its classes.</param>
internal sealed record ExportRequest(LoadedModel Model, Module Network, ModelInput Input)
{
    private const string Mean = "running_mean";
    private const string Counter = "num_batches_tracked";

    /// <summary>The version of ONNX's operators; the library's default when null.</summary>
    public int? Opset { get; init; }

    /// <summary>Whether an ONNX file takes pixels from 0 to 255 and scales them itself.</summary>
    public bool HasPreprocessing { get; init; }

    /// <summary>What the inputs of an ONNX file are called; the network's own names when empty.</summary>
    public IReadOnlyList<string> InputNames { get; init; } = [];

    /// <summary>What the outputs of an ONNX file are called; the network's own names when empty.</summary>
    public IReadOnlyList<string> OutputNames { get; init; } = [];

    /// <summary>Its numbers, under the names of the file that it came from; those that the file did not have are left out.</summary>
    public IReadOnlyList<NamedTensor> Tensors()
    {
        IReadOnlyList<NamedTensor> tensors = StateFiles.TensorsOf(Network);
        Dictionary<string, string>? names = SourceNames();
        return names is null
            ? tensors
            : [.. tensors.Where(tensor => names.ContainsKey(tensor.Name)).Select(tensor => tensor.Renamed(names[tensor.Name]))];
    }

    /// <summary>
    /// What tensors of the network are called in the file that they came from, where that is another name. Counters that the file did not
    /// have are called like the statistics beside them.
    /// </summary>
    public Dictionary<string, string> OtherNames()
    {
        Dictionary<string, string> names = SourceNames() ?? [];
        foreach (string mean in names.Keys.Where(name => name.EndsWith(Mean, StringComparison.Ordinal)).ToArray())
        {
            if (names[mean].EndsWith(Mean, StringComparison.Ordinal))
            {
                names.TryAdd(mean[..^Mean.Length] + Counter, names[mean][..^Mean.Length] + Counter);
            }
        }

        // A name that stands for two, as where layers of a graph share their weights, is none's.
        HashSet<string> own = [.. StateFiles.TensorsOf(Network).Select(tensor => tensor.Name)];
        HashSet<string> once = [.. own.GroupBy(name => names.GetValueOrDefault(name, name)).Where(group => group.Count() == 1).Select(
            group => group.Key)];
        return names.Where(entry => entry.Key != entry.Value && own.Contains(entry.Key) && once.Contains(entry.Value)).ToDictionary();
    }

    private Dictionary<string, string>? SourceNames() => Model.Foreign is { Pairs.Count: > 0 } foreign && Network == Model.Module
        ? foreign.Pairs.ToDictionary(pair => pair.Target, pair => pair.Source.SourceName)
        : null;
}
