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
    /// <summary>The version of ONNX's operators; the library's default when null.</summary>
    public int? Opset { get; init; }

    /// <summary>Whether an ONNX file takes pixels from 0 to 255 and scales them itself.</summary>
    public bool HasPreprocessing { get; init; }

    /// <summary>Its numbers, under the names of the file that it came from; those that the file did not have are left out.</summary>
    public IReadOnlyList<NamedTensor> Tensors()
    {
        IReadOnlyList<NamedTensor> tensors = StateFiles.TensorsOf(Network);
        if (Model.Foreign is not { Pairs.Count: > 0 } foreign || Network != Model.Module)
        {
            return tensors;
        }

        Dictionary<string, string> names = foreign.Pairs.ToDictionary(pair => pair.Target, pair => pair.Source.SourceName);
        return [.. tensors.Where(tensor => names.ContainsKey(tensor.Name)).Select(tensor => tensor.Renamed(names[tensor.Name]))];
    }
}
