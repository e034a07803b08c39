using NormSharp.Layers;

namespace NormSharp.Interop.Onnx.Networks;

/// <summary>A network that was made of a graph, with what the graph says of its inputs and outputs.</summary>
/// <param name="Network">The network, in evaluation mode.</param>
/// <param name="Inputs">What it takes, in order.</param>
/// <param name="Outputs">What it gives, in order.</param>
/// <param name="Fixed">Inputs of the graph whose numbers became constants.</param>
internal sealed record OnnxImport(
    Network Network, IReadOnlyList<OnnxPort> Inputs, IReadOnlyList<OnnxPort> Outputs, IReadOnlyCollection<string> Fixed)
{
    /// <summary>Parameters and buffers that hold numbers of the file as they stand there, each with its tensor of the file.</summary>
    public IReadOnlyList<(string Target, NamedTensor Source)> Origins { get; init; } = [];
}
