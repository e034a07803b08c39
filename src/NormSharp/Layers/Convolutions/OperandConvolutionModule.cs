using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>A convolution, whichever way it goes, whose weight and bias are inputs.</summary>
/// <typeparam name="TWindow">The windows, over the input or over the output.</typeparam>
/// <param name="window">The windows.</param>
/// <param name="groups">Into how many groups the channels fall.</param>
/// <param name="depth">The map of the outermost of three dimensions.</param>
internal abstract class OperandConvolutionModule<TWindow>(TWindow window, int groups, AxisMapCache depth) : Module
{
    /// <summary>The windows.</summary>
    public TWindow Window { get; } = window;

    /// <summary>Into how many groups the channels fall.</summary>
    public int Groups { get; } = groups;

    /// <inheritdoc/>
    protected sealed override Tensor OnForward(Tensor x) => throw new ArgumentException("the layer takes an input and a weight");

    /// <inheritdoc/>
    protected sealed override Tensor OnForward(ReadOnlySpan<Tensor> inputs)
        => Convolved(inputs[0], inputs[1], inputs.Length > 2 ? inputs[2] : null, depth);

    /// <summary>The output.</summary>
    protected abstract Tensor Convolved(Tensor x, Tensor weight, Tensor? bias, AxisMapCache depth);

    /// <summary>The layer's settings: those of its windows, which are added to, and its own.</summary>
    protected JsonObject DescribedBy(JsonObject window)
    {
        window["groups"] = Groups;
        return window;
    }
}
