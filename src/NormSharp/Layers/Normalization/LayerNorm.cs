using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Layer normalization: y = γ·(x − μ)/√(σ² + ε) + β, where μ and the population variance σ² are taken over the trailing dimensions of each
/// sample by itself.
/// </summary>
/// <remarks>
/// <para>Input [.., d₁, …, dₖ] of any leading dimensions, output of the same shape; γ and β [d₁, …, dₖ] have a number of their own for
/// every place. For images [N, C, H, W] the normalized shape is [C, H, W].</para>
/// <para>Training and evaluation are the same: there is no running state. A single value per sample is its own mean, so that y = β, as in
/// PyTorch.</para>
/// <para>Source: Ba, Kiros and Hinton 2016, equations 2 to 4; state and defaults as in PyTorch.</para>
/// </remarks>
public sealed class LayerNorm : RowNormalizationModule
{
    /// <summary>Makes the layer with γ = 1 and β = 0.</summary>
    /// <param name="normalizedShape">[d₁, …, dₖ], the extents of the trailing dimensions.</param>
    /// <param name="options">ε, affine, bias.</param>
    /// <exception cref="ArgumentException">The normalized shape has no dimension, or one of extent 0.</exception>
    /// <exception cref="ArgumentOutOfRangeException">ε is negative.</exception>
    public LayerNorm(Shape normalizedShape, LayerNormOptions? options = null)
        : base(normalizedShape)
    {
        Options = options ?? new LayerNormOptions();
        CheckEpsilon(nameof(LayerNorm), Options.Epsilon);
        AddAffine(Options.Affine, Options.Bias);
    }

    /// <summary>ε, affine, bias.</summary>
    public LayerNormOptions Options { get; }

    internal static LayerDefinition<LayerNorm> Definition { get; } = new()
    {
        Type = nameof(LayerNorm),
        Make = settings => new LayerNorm(
            ShapeFrom(settings),
            new LayerNormOptions { Epsilon = settings.Double("epsilon"), Affine = settings.Bool("affine"), Bias = settings.Bool("bias") }),
        Describe = (layer, _) => layer.DescribeRows(layer.Options.Epsilon, layer.Options.Affine, layer.Options.Bias),
        State = StateOf,
        Output = (settings, inputs) => WithTrailing(inputs[0], ShapeFrom(settings)),
        Normalization = "layer",
    };

    private protected override Tensor Normalized(Tensor x, Activation activation)
    {
        WithTrailing(x.Shape, NormalizedShape);
        return x.LayerNormalize(NormalizedShape.Rank, Options.Epsilon, Gamma, Beta, activation);
    }
}
