namespace NormSharp.Interop.Onnx.Model;

/// <summary>An input, an output or a value between nodes, as far as the file says what it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">What its elements are.</param>
/// <param name="Shape">Its extents; null where not even their number is known.</param>
internal sealed record OnnxValue(string Name, ElementType ElementType, IReadOnlyList<OnnxDimension>? Shape);
