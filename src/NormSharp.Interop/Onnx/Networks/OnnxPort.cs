using NormSharp.Interop.Onnx.Networks.Calls;

namespace NormSharp.Interop.Onnx.Networks;

/// <summary>An input or output of a network that was made of a graph.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="ElementType">What its elements are in the file; the network holds them as float32.</param>
/// <param name="Shapes">Its extents.</param>
internal sealed record OnnxPort(string Name, ElementType ElementType, OnnxShapes Shapes);
