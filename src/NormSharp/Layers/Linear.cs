using System.Text.Json.Nodes;
using NormSharp.Autograd;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>The fully connected map y = x · weightᵀ + bias. Input [.., in], output [.., out].</summary>
public sealed class Linear : Module, IWeightedLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="inFeatures">Extent of the input's innermost dimension.</param>
    /// <param name="outFeatures">Extent of the output's innermost dimension.</param>
    /// <param name="bias">Whether a bias is added; redundant in front of batch normalization.</param>
    /// <param name="weightInitializer">How the weight is drawn; PyTorch's default when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public Linear(int inFeatures, int outFeatures, bool bias = true, Initializer? weightInitializer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inFeatures, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outFeatures, 1);
        InFeatures = inFeatures;
        OutFeatures = outFeatures;
        Weight = AddParameter("weight", [outFeatures, inFeatures], weightInitializer ?? Initializer.PyTorchWeight);
        if (bias)
        {
            Bias = AddParameter("bias", [outFeatures], Initializer.Uniform(1 / Math.Sqrt(inFeatures)));
        }
    }

    /// <summary>Extent of the input's innermost dimension.</summary>
    public int InFeatures { get; }

    /// <summary>Extent of the output's innermost dimension.</summary>
    public int OutFeatures { get; }

    /// <summary>[out, in].</summary>
    public Parameter Weight { get; }

    /// <summary>[out], or null.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    public override LayerDescription Describe() => new(
        nameof(Linear),
        new JsonObject { ["in_features"] = InFeatures, ["out_features"] = OutFeatures, ["bias"] = Bias is not null });

    /// <inheritdoc/>
    public override string ToString() => $"Linear({InFeatures}, {OutFeatures})";

    Tensor IWeightedLayer.ForwardWith(Tensor x, Tensor weight) => x.Linear(weight, Bias);

    internal static Linear FromSettings(LayerSettings settings)
        => new(settings.Int("in_features"), settings.Int("out_features"), settings.Bool("bias"));

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.Linear(Weight, Bias);
}
