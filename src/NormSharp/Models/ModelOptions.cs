using NormSharp.Primitives;

namespace NormSharp.Models;

/// <summary>How a model of the catalogue is built; each model has defaults of its own where an option is null.</summary>
public sealed record ModelOptions
{
    /// <summary>Channels, rows and columns of an input image.</summary>
    public (int Channels, int Height, int Width) Input { get; init; } = (1, 28, 28);

    /// <summary>How many classes are told apart.</summary>
    public int Classes { get; init; } = 10;

    /// <summary>Which hidden layers are followed by batch normalization, or by what <see cref="Normalization"/> says.</summary>
    public BatchNormPlacement? BatchNorm { get; init; }

    /// <summary>
    /// Which normalization that is: batch normalization where the option is null. LeNet and the MLP know all, the other models batch
    /// normalization and none. Where
    /// <see cref="BatchNorm"/> is null, a kind given here stands after all hidden layers that it fits.
    /// </summary>
    public NormalizationKind? Normalization { get; init; }

    /// <summary>The activation of hidden layers.</summary>
    public ActivationKind? Activation { get; init; }

    /// <summary>How feature maps are made smaller; LeNet only.</summary>
    public PoolKind? Pool { get; init; }

    /// <summary>Whether layers before batch normalization have a bias.</summary>
    public bool? Bias { get; init; }

    /// <summary>
    /// The probability of dropout, 0 for none: after LeNet's second convolution, before the last layer elsewhere. 0 where the option is
    /// null, unless the published network has another.
    /// </summary>
    public double? Dropout { get; init; }

    /// <summary>Rows and columns of zeros around the input of LeNet's first convolution: 0 as in S1, 2 as in the original.</summary>
    public int? Padding { get; init; }

    /// <summary>
    /// What shortcuts do where a block changes its input's extents; residual networks for small images only: a projection where the option
    /// is null. Where it is not, <c>resnet20</c> has the names of the published network, as its kin always have.
    /// </summary>
    public ShortcutKind? Shortcut { get; init; }

    /// <summary>What the parameters are drawn from.</summary>
    public ulong Seed { get; init; } = 1;
}
