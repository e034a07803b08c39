namespace NormSharp.Interop.Onnx.Networks.Calls;

/// <summary>A layer's setting depends on the size of a dimension that the file leaves open.</summary>
/// <param name="problem">Which node needs it.</param>
internal sealed class OnnxUnfixedException(string problem) : Exception(problem);
