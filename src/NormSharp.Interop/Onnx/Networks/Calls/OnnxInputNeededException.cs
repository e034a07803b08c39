namespace NormSharp.Interop.Onnx.Networks.Calls;

/// <summary>
/// A layer can only be made where the numbers of some inputs of the graph are known, such as the target of a Reshape. Who has them tries
/// again with them as constants.
/// </summary>
/// <param name="inputs">The inputs.</param>
/// <param name="problem">For one who does not have them.</param>
internal sealed class OnnxInputNeededException(IReadOnlyCollection<string> inputs, string problem) : Exception(problem)
{
    public IReadOnlyCollection<string> Inputs { get; } = inputs;
}
