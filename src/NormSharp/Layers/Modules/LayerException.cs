using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>A layer was given what it cannot take; the message names the layer, its kind, the input's shape and what is wrong.</summary>
public class LayerException : ArgumentException
{
    /// <summary>Names the layer before another error's message.</summary>
    public LayerException(string layer, string type, Shape input, Exception cause)
        : base(Printable.Line($"layer {layer} ({type}), input {input}: {ErrorText.OneLine(cause)}"), cause)
    {
        Layer = layer;
    }

    /// <summary>Names the layer before a message.</summary>
    public LayerException(string layer, string type, Shape input, string message)
        : base(Printable.Line($"layer {layer} ({type}), input {input}: {message}"))
    {
        Layer = layer;
    }

    /// <summary>Names the layer before another error's message.</summary>
    internal LayerException(string layer, string type, IReadOnlyList<Shape> inputs, Exception cause)
        : base(
            Printable.Line(
                $"layer {layer} ({type}), input{(inputs.Count == 1 ? string.Empty : "s")} {string.Join(", ", inputs)}: "
                    + $"{ErrorText.OneLine(cause)}"),
            cause)
    {
        Layer = layer;
    }

    /// <summary>The path of the layer.</summary>
    public string Layer { get; }
}
