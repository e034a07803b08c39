using System.Text.Json.Nodes;
using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>The fully connected map y = x · weightᵀ + bias. Input [.., in], output [.., out].</summary>
public sealed class Linear : Module, IWeightedLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="inFeatures">Extent of the input's innermost dimension.</param>
    /// <param name="outFeatures">Extent of the output's innermost dimension.</param>
    /// <param name="bias">Whether a bias is added; redundant before batch normalization.</param>
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

    internal static LayerDefinition<Linear> Definition { get; } = new()
    {
        Type = nameof(Linear),
        Make = settings => new Linear(settings.Int("in_features"), settings.Int("out_features"), settings.Bool("bias")),
        Describe = (layer, _) => new JsonObject
        {
            ["in_features"] = layer.InFeatures,
            ["out_features"] = layer.OutFeatures,
            ["bias"] = layer.Bias is not null,
        },
        State = settings => StateSize.OfWeight(WeightOf(settings), settings.Bool("bias")),
        Weight = WeightOf,
        Output = (settings, inputs) => OutputOf(WeightOf(settings), inputs[0]),
        Scratch = (settings, inputs) => ScratchLengths.Of(inputs[0], WeightOf(settings)),
        Map = layer => new ChannelMap(layer.Weight, layer.Bias) { Axis = -1 },
        Lower = (layer, _) => Lowered(layer.Weight.Detach(), layer.Bias?.Detach()),
    };

    /// <inheritdoc/>
    public override string ToString() => $"Linear({InFeatures}, {OutFeatures})";

    Tensor IWeightedLayer.ForwardWith(Tensor x, Tensor weight) => x.Linear(weight, Bias);

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.Linear(Weight, Bias);

    private static Shape WeightOf(LayerSettings settings) => [settings.Int("out_features"), settings.Int("in_features")];

    private static Shape OutputOf(Shape weight, Shape x) => x.Rank > 0 && x[^1] == weight[1]
        ? x.With(x.Rank - 1, weight[0])
        : throw new ArgumentException($"Linear of input {x} with weight {weight}: the input must be [.., {weight[1]}]");

    private static PlanOperation Lowered(Tensor weight, Tensor? bias) => new(operands =>
    {
        (Activation activation, string? algorithm) = (operands.Activation, operands.Algorithm);
        (Backend backend, Tensor x, Tensor y) = (operands.Backend, Rows(operands.Inputs[0]), Rows(operands.Output));
        return () => backend.Linear.ForwardThen(x, weight, bias, activation, y, algorithm);
    })
    {
        TakesActivation = true,
        Choice = operands => operands.Backend.Linear.Choice(Rows(operands.Inputs[0]), weight),
    };

    private static Tensor Rows(Tensor x) => x.View([x.Length / x.Shape[^1], x.Shape[^1]]);
}
