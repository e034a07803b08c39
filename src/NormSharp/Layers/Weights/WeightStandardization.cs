using NormSharp.Autograd;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Weight standardization: each row of the weight is used with mean 0 and variance 1, ŵ_o = (w_o − μ_o) / √(σ_o² + ε), where μ_o and σ_o²
/// are the mean and the population variance of the row's K numbers.
/// </summary>
/// <remarks>
/// <para>Gradients flow through μ and σ². Training and evaluation compute the same. Meant for layers before group normalization, whose
/// batches are small; the scale that the weight loses is that of the normalization after it.</para>
/// <para>State: <c>weight</c> [O, …], read as O rows of K numbers, and <c>bias</c> [O], as without the wrapper.</para>
/// <para>Source: Qiao, Wang, Liu, Shen and Yuille 2019, "Micro-Batch Training with Batch-Channel Normalization and Weight Standardization",
/// section 3. The authors' program differs from their formula: it divides by the unbiased deviation plus 10⁻⁵.</para>
/// </remarks>
public sealed class WeightStandardization : WeightReparametrization
{
    /// <summary>Wraps a layer; its parameters become the wrapper's.</summary>
    /// <param name="layer">A <see cref="Conv2d"/> or <see cref="Linear"/> that stands in no model.</param>
    /// <param name="epsilon">ε.</param>
    /// <exception cref="ArgumentException">
    /// The layer is of another kind, or an output is computed from one number, which has no variance.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">ε is negative or no number.</exception>
    public WeightStandardization(Module layer, double epsilon = 1e-5)
        : base(layer, "weight")
    {
        if (!(epsilon >= 0) || double.IsInfinity(epsilon))
        {
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "WeightStandardization: epsilon is a number of at least 0");
        }

        if (Source.Length == Source.Shape[0])
        {
            throw new ArgumentException(
                $"WeightStandardization: each output of {layer} is computed from one number, which has no variance", nameof(layer));
        }

        Epsilon = epsilon;
    }

    internal static LayerDefinition<WeightStandardization> Definition { get; } = Define(
        nameof(WeightStandardization),
        settings => new WeightStandardization(settings.Layer("layer"), settings.Double("epsilon")),
        _ => StateSize.None,
        (layer, settings) => settings["epsilon"] = layer.Epsilon);

    /// <summary>w: what is trained.</summary>
    public Parameter Weight => Source;

    /// <summary>ε, added to the variance under the root.</summary>
    public double Epsilon { get; }

    private protected override Tensor Compute(Tensor x)
    {
        Tensor rows = OnTapeOf(x, Weight).Reshape(Source.Shape[0], -1);
        Tensor centred = rows - rows.Mean([1], keepDim: true);
        Tensor populationVariance = centred.Square().Mean([1], keepDim: true);
        return (centred * populationVariance.Affine(1, Epsilon).ReciprocalSqrt()).Reshape(Source.Shape.AsSpan());
    }
}
