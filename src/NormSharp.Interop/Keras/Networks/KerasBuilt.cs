using NormSharp.Layers;

namespace NormSharp.Interop.Keras.Networks;

/// <summary>A model that was made a network.</summary>
/// <param name="Network">The network.</param>
/// <param name="Inputs">What it was built for.</param>
/// <param name="Outputs">What it gives, as values of its inside.</param>
internal sealed record KerasBuilt(Network Network, IReadOnlyList<KerasValue> Inputs, IReadOnlyList<KerasValue> Outputs)
{
    /// <summary>Whether other inputs have the same shapes in the same order of dimensions.</summary>
    public bool Takes(IReadOnlyList<KerasValue> inputs) => Inputs.Count == inputs.Count
        && Inputs.Zip(inputs).All(pair => pair.First.IsMoved == pair.Second.IsMoved && pair.First.Shape.SequenceEqual(pair.Second.Shape));
}
