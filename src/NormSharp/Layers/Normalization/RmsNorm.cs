using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Root-mean-square normalization: y = γ·x/√(mean(x²) + ε) + β, where the mean is taken over the trailing dimensions of each sample by
/// itself: layer normalization that leaves the mean where it is.
/// </summary>
/// <remarks>
/// <para>Input [.., d₁, …, dₖ] of any leading dimensions, output of the same shape; γ and β [d₁, …, dₖ] have a number of their own for
/// every place.</para>
/// <para>Training and evaluation are the same: there is no running state.</para>
/// <para>ε is float32's machine epsilon where nothing else is said, as in PyTorch (<c>eps=None</c>); models that were trained with another
/// one, often 1e-6 or 1e-5, need it set. Squares are summed as float32: values beyond 10¹⁹ are too large.</para>
/// <para>Source: Zhang and Sennrich 2019, equation 4; state and defaults as in PyTorch.</para>
/// </remarks>
public sealed class RmsNorm : RowNormalizationModule
{
    /// <summary>Makes the layer with γ = 1 and, where asked for, β = 0.</summary>
    /// <param name="normalizedShape">[d₁, …, dₖ], the extents of the trailing dimensions.</param>
    /// <param name="options">ε, affine, bias.</param>
    /// <exception cref="ArgumentException">The normalized shape has no dimension, or one of extent 0.</exception>
    /// <exception cref="ArgumentOutOfRangeException">ε is negative.</exception>
    public RmsNorm(Shape normalizedShape, RmsNormOptions? options = null)
        : base(normalizedShape)
    {
        Options = options ?? new RmsNormOptions();
        CheckEpsilon(nameof(RmsNorm), Options.Epsilon);
        AddAffine(Options.Affine, Options.Bias);
    }

    /// <summary>ε, affine, bias.</summary>
    public RmsNormOptions Options { get; }

    internal static LayerDefinition<RmsNorm> Definition { get; } = new()
    {
        Type = nameof(RmsNorm),
        Make = settings => new RmsNorm(
            ShapeFrom(settings),
            new RmsNormOptions { Epsilon = settings.Double("epsilon"), Affine = settings.Bool("affine"), Bias = settings.Bool("bias") }),
        Describe = (layer, _) => layer.DescribeRows(layer.Options.Epsilon, layer.Options.Affine, layer.Options.Bias),
        State = StateOf,
        Output = (settings, inputs) => WithTrailing(inputs[0], ShapeFrom(settings)),
        Normalization = "root-mean-square",
    };

    private protected override Tensor Normalized(Tensor x, Activation activation)
    {
        WithTrailing(x.Shape, NormalizedShape);
        return x.RmsNormalize(NormalizedShape.Rank, Options.Epsilon, Gamma, Beta, activation);
    }
}
