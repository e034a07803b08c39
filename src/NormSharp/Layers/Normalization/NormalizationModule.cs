using NormSharp.Autograd;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>A layer that normalizes each sample by itself, and can apply the activation after it in the same pass over memory.</summary>
public abstract class NormalizationModule : Module, INormalizationLayer, IActivationFusing
{
    private protected NormalizationModule()
    {
    }

    /// <summary>γ, or null where the layer does not scale.</summary>
    public Parameter? Gamma { get; private protected set; }

    /// <summary>β, or null where the layer does not shift.</summary>
    public Parameter? Beta { get; private protected set; }

    IForwardObserver? IActivationFusing.Observer => Observer;

    Tensor IActivationFusing.ForwardThrough(Tensor x, Activation activation)
    {
        try
        {
            return Normalized(x, activation);
        }
        catch (ArgumentException error) when (error is not LayerException)
        {
            throw new LayerException(Path, TypeName, x.Shape, error);
        }
    }

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => Normalized(x, Activation.Identity);

    /// <summary>The layer, then the activation.</summary>
    private protected abstract Tensor Normalized(Tensor x, Activation activation);

    /// <summary>Throws unless ε is a number of at least 0.</summary>
    private protected static void CheckEpsilon(string layer, double epsilon)
    {
        if (!(epsilon >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, $"{layer}: epsilon is {epsilon} and must be at least 0");
        }
    }

    /// <summary>The shape, which must be [N, C, …] with as many channels as the layer.</summary>
    private protected static Shape WithChannels(Shape x, int channels, int smallestRank, int largestRank)
    {
        if (x.Rank < smallestRank || x.Rank > largestRank)
        {
            string rank = largestRank == int.MaxValue
                ? $"{smallestRank} dimensions or more"
                : $"{smallestRank} to {largestRank} dimensions";
            throw new ArgumentException($"the input must be [N, {channels}, …] of {rank}; it has {x.Rank}");
        }

        return x[1] == channels ? x : throw new ArgumentException($"dimension 1 has {x[1]} channels; the layer was made for {channels}");
    }
}
