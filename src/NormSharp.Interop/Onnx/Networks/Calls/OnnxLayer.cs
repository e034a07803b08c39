using NormSharp.Layers;

namespace NormSharp.Interop.Onnx.Networks.Calls;

/// <summary>A layer that has been made and waits to be put into the network; what nothing uses is left out.</summary>
internal sealed record OnnxLayer(string Name, Module Module, IReadOnlyList<OnnxOperand> Inputs);
