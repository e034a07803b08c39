namespace NormSharp.Interop.Keras;

/// <summary>An output of a layer: the layer, which of its uses, which of the use's outputs.</summary>
internal sealed record KerasReference(string Layer, int Call, int Output);
