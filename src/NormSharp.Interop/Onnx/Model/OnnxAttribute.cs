namespace NormSharp.Interop.Onnx.Model;

/// <summary>A setting of a node: one of a number, a text, a tensor, a graph, or a list of them.</summary>
internal sealed record OnnxAttribute(string Name, object Value);
