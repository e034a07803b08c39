using NormSharp.Interop;
using NormSharp.Training;

namespace NormSharp.Cli.Requests;

/// <summary>A model on its way into a file of some format.</summary>
/// <param name="Model">The model.</param>
/// <param name="Input">The images that it takes; null where that is not known.</param>
internal sealed record ExportRequest(LoadedModel Model, ModelInput? Input)
{
    /// <summary>Its numbers, under the names of the file that it came from; those that the file did not have are left out.</summary>
    public IReadOnlyList<NamedTensor> Tensors()
    {
        IReadOnlyList<NamedTensor> tensors = StateFiles.TensorsOf(Model.Module);
        if (Model.Foreign is not { Pairs.Count: > 0 } foreign)
        {
            return tensors;
        }

        Dictionary<string, string> names = foreign.Pairs.ToDictionary(pair => pair.Target, pair => pair.Source.SourceName);
        return [.. tensors.Where(tensor => names.ContainsKey(tensor.Name)).Select(tensor => tensor.Renamed(names[tensor.Name]))];
    }
}
