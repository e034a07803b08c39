using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Training;

/// <summary>The values of a model's parameters, buffers and counters at one moment.</summary>
public sealed class ModelSnapshot
{
    private readonly Dictionary<string, float[]> _tensors = [];
    private readonly Dictionary<string, long> _counters = [];

    /// <summary>Copies the values of a model.</summary>
    public ModelSnapshot(Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        foreach ((string name, Tensor tensor) in Tensors(model))
        {
            _tensors[name] = tensor.ToArray();
        }

        foreach ((string name, Counter counter) in model.NamedCounters())
        {
            _counters[name] = counter.Value;
        }
    }

    /// <summary>Puts the values into a model of the same architecture.</summary>
    /// <exception cref="ArgumentException">The model has another architecture; it is left as it was.</exception>
    public void CopyTo(Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        List<(string Name, Tensor Tensor)> tensors = [.. Tensors(model)];
        List<(string Name, Counter Counter)> counters = [.. model.NamedCounters()];
        if (tensors.Count != _tensors.Count || counters.Count != _counters.Count
            || !tensors.TrueForAll(entry => _tensors.TryGetValue(entry.Name, out float[]? values) && values.Length == entry.Tensor.Length)
            || !counters.TrueForAll(entry => _counters.ContainsKey(entry.Name)))
        {
            throw new ArgumentException(
                "the model has other parameters or buffers than the one that the snapshot was taken of", nameof(model));
        }

        tensors.ForEach(entry => entry.Tensor.CopyFrom(_tensors[entry.Name]));
        counters.ForEach(entry => entry.Counter.Value = _counters[entry.Name]);
    }

    private static IEnumerable<(string Name, Tensor Tensor)> Tensors(Module model) =>
        model.NamedParameters().Select(entry => (entry.Name, (Tensor)entry.Parameter)).Concat(model.NamedBuffers());
}
