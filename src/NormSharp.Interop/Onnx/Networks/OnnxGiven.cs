using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks;

/// <summary>What is known of a graph's inputs when its network is made.</summary>
internal sealed record OnnxGiven
{
    /// <summary>Nothing: what the file leaves open stays open as far as that is possible.</summary>
    public static OnnxGiven Nothing { get; } = new();

    /// <summary>The shapes of inputs by name: the network is made for these.</summary>
    public IReadOnlyDictionary<string, Shape> Shapes { get; init; } = new Dictionary<string, Shape>();

    /// <summary>
    /// Numbers of inputs by name: where a layer cannot be made without them, such as the target of a Reshape, they become constants and the
    /// network takes no such input.
    /// </summary>
    public IReadOnlyDictionary<string, NamedTensor> Numbers { get; init; } = new Dictionary<string, NamedTensor>();

    /// <summary>Numbers given, and so their shapes.</summary>
    public static OnnxGiven Of(IReadOnlyDictionary<string, NamedTensor> numbers) => new()
    {
        Numbers = numbers,
        Shapes = numbers.ToDictionary(entry => entry.Key, entry => Calls.OnnxNumbers.ShapeOf(entry.Value)),
    };
}
