using System.Runtime.InteropServices;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Models;

/// <summary>What networks that are built as they were published share; their state is named as in torchvision.</summary>
internal static class Published
{
    /// <summary>Throws where an option is given that the network does not have, or the images are too small.</summary>
    /// <exception cref="ArgumentException">One is, or they are.</exception>
    public static void Check(string model, ModelOptions options, int smallest)
    {
        LayerFactory.RequireInput(model, options, smallest);
        string? option = options.BatchNorm is not (null or BatchNormPlacement.All) ? "layers without normalization"
            : options.Normalization is not (null or NormalizationKind.Batch) ? "another normalization"
            : options.Activation is not null ? "another activation"
            : options.Pool is not null ? "another pooling"
            : options.Bias is not null ? "biases of its own choice"
            : options.Padding is not null ? "another padding"
            : options.Shortcut is not null ? "other shortcuts"
            : null;
        if (option is not null)
        {
            throw new ArgumentException($"{model} is built as it was published and knows no {option}");
        }
    }

    /// <summary>A convolution that keeps the extents, but for its stride, without bias; drawn by Kaiming's rule along fan_out.</summary>
    public static Conv2d Convolution(int channels, int filters, int kernel, int stride = 1, int groups = 1)
        => new(channels, filters, kernel, new Conv2dOptions
        {
            Stride = stride,
            Padding = kernel / 2,
            Groups = groups,
            Bias = false,
            WeightInitializer = Initializer.KaimingNormal(Gain.Relu, FanMode.FanOut),
        });

    /// <summary>A convolution, its normalization, and an activation where there is one.</summary>
    public static Sequential Normalized(Conv2d convolution, ActivationModule? activation)
        => activation is null
        ? new Sequential(convolution, new BatchNorm(convolution.OutChannels))
        : new Sequential(convolution, new BatchNorm(convolution.OutChannels), activation);

    /// <summary>The network with fresh values; biases of convolutions and linear layers are zeros.</summary>
    public static Sequential WithoutBiases(Sequential model, ulong seed)
    {
        model.Initialize(seed);
        foreach ((_, Module module) in model.NamedModules())
        {
            Tensor? bias = module switch { Conv2d layer => layer.Bias, Linear layer => layer.Bias, _ => null };
            if (!ModelOutline.IsDrawn)
            {
                bias?.AsSpan().Clear();
            }
        }

        return model;
    }

    /// <summary>Layers in order under their names.</summary>
    public static Sequential Chain(List<(string Name, Module Layer)> layers) => new(CollectionsMarshal.AsSpan(layers));
}
