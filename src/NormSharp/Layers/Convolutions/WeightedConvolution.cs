using System.Text.Json.Nodes;
using NormSharp.Autograd;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>What a convolution of one to three dimensions has, whichever way it goes: channels, windows, a weight, a bias.</summary>
/// <typeparam name="TWindow">The windows, over the input or over the output.</typeparam>
internal abstract class WeightedConvolution<TWindow> : Module
{
    /// <param name="channels">C and O.</param>
    /// <param name="window">The windows.</param>
    /// <param name="groups">Into how many groups the channels fall.</param>
    /// <param name="weight">The shape of the weight.</param>
    /// <param name="bias">Whether a bias is added.</param>
    protected WeightedConvolution((int In, int Out) channels, TWindow window, int groups, Shape weight, bool bias)
    {
        (InChannels, OutChannels) = channels;
        (Window, Groups) = (window, groups);
        Weight = AddParameter("weight", weight, Initializer.PyTorchWeight);
        Bias = bias ? AddParameter("bias", [channels.Out], Initializer.Zeros) : null;
    }

    /// <summary>Channels of the input.</summary>
    public int InChannels { get; }

    /// <summary>Channels of the output.</summary>
    public int OutChannels { get; }

    /// <summary>The windows.</summary>
    public TWindow Window { get; }

    /// <summary>Into how many groups the channels fall.</summary>
    public int Groups { get; }

    /// <summary>Outer channels, inner channels of a group, and the kernel: [·, · / groups, k₁, …, kₖ].</summary>
    public Parameter Weight { get; }

    /// <summary>[O], or null.</summary>
    public Parameter? Bias { get; }

    /// <summary>The layer's settings: those of its windows, which are added to, and its own.</summary>
    protected JsonObject DescribedBy(JsonObject window)
    {
        window["in_channels"] = InChannels;
        window["out_channels"] = OutChannels;
        window["groups"] = Groups;
        window["bias"] = Bias is not null;
        return window;
    }

    /// <summary>How many numbers the layer keeps.</summary>
    protected static StateSize StateOf(LayerSettings settings, Shape weight)
        => new StateSize(StateSize.Product(weight)) + new StateSize(settings.Bool("bias") ? settings.Int("out_channels") : 0);
}
