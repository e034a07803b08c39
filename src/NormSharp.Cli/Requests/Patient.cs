using NormSharp.Diagnosis.Static;
using NormSharp.Interop;

namespace NormSharp.Cli.Requests;

/// <summary>What <c>doctor</c> is shown: a network, or the numbers of a file whose network is not known.</summary>
/// <param name="Name">What was named.</param>
/// <param name="Model">The network; null where it is not known.</param>
/// <param name="Norms">The numbers of its normalization layers, where there is no network.</param>
internal sealed record Patient(string Name, LoadedModel? Model, IReadOnlyList<NormState> Norms)
{
    /// <summary>Why there is no network, and what to give.</summary>
    public string Problem { get; init; } = string.Empty;

    /// <summary>Opens a run's model, a model file, or a file of numbers.</summary>
    /// <param name="source">How it was asked for.</param>
    /// <param name="log">Where a proposed mapping is shown.</param>
    /// <exception cref="NormSharpException">There is none, or it is damaged.</exception>
    public static Patient Open(ModelSource source, TextWriter log)
    {
        if (ModelReading.HasNetwork(source, out string? problem))
        {
            return new Patient(source.Path, LoadedModel.LoadUnchecked(source, log), []);
        }

        using StateFile file = StateFiles.Open(ModelLocation.Find(source.Path).Path);
        return new Patient(source.Path, null, StatesOf(file)) { Problem = problem };
    }

    private static IReadOnlyList<NormState> StatesOf(StateFile file)
    {
        Dictionary<string, NamedTensor> tensors = file.Tensors.DistinctBy(tensor => tensor.Name).ToDictionary(tensor => tensor.Name);
        return TensorStates.Of([.. tensors.Keys], name => tensors[name].ReadSingle());
    }
}
