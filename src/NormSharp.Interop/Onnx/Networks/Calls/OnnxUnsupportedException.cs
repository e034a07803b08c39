namespace NormSharp.Interop.Onnx.Networks.Calls;

/// <summary>A graph cannot be made a network though the file is sound; the message names the node, its operator and version.</summary>
/// <param name="reason">Of what kind the obstacle is.</param>
/// <param name="problem">One line, which does not name the file.</param>
internal sealed class OnnxUnsupportedException(OnnxObstacle reason, string problem) : Exception(problem)
{
    public OnnxObstacle Reason { get; } = reason;
}
