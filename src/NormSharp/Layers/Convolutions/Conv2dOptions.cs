using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>The settings of a <see cref="Conv2d"/> beside its sizes.</summary>
public sealed record Conv2dOptions
{
    /// <summary>Rows and columns between neighbouring windows.</summary>
    public Size2d Stride { get; init; } = 1;

    /// <summary>Rows and columns of zeros on each side.</summary>
    public Size2d Padding { get; init; } = 0;

    /// <summary>Rows and columns between neighbouring kernel elements.</summary>
    public Size2d Dilation { get; init; } = 1;

    /// <summary>Into how many groups the channels fall.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Whether a bias is added; redundant before batch normalization.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>How the weight is drawn; PyTorch's default when null.</summary>
    public Initializer? WeightInitializer { get; init; }

    /// <summary>The settings of a layer's description.</summary>
    internal static Conv2dOptions From(LayerSettings settings) => new()
    {
        Stride = settings.Size("stride"),
        Padding = settings.Size("padding"),
        Dilation = settings.Size("dilation"),
        Groups = settings.Int("groups"),
        Bias = settings.Bool("bias"),
    };
}
