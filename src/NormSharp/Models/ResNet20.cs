using NormSharp.Layers;
using NormSharp.Primitives;

namespace NormSharp.Models;

/// <summary>
/// ResNet-20 for CIFAR-sized images (He et al. 2016, section 4.2): a 3×3 convolution, three stages of three residual blocks with 16, 32 and
/// 64 filters, global average pooling, one linear layer. Where a stage halves the image, the shortcut is a 1×1 convolution of stride 2.
/// </summary>
internal static class ResNet20
{
    private const int BlocksPerStage = 3;

    /// <summary>Builds the network; ReLU and batch normalization after every convolution where the options are silent.</summary>
    /// <exception cref="ArgumentException">
    /// The images are too small, the placement is one that needs four hidden layers, or the normalization another than batch.
    /// </exception>
    public static Sequential Create(ModelOptions options)
    {
        LayerFactory.RequireInput("resnet20", options, 8);
        options = NormalizationChoice.BatchOnly("resnet20", options);
        bool normalized = LayerFactory.AllOrNone("resnet20", options.BatchNorm);
        var style = new Style(
            options.Activation ?? ActivationKind.Relu, normalized, Bias: (options.Bias ?? !normalized) || !normalized);
        var layers = new List<(string Name, Module Layer)>();
        Convolution(layers, "1", options.Input.Channels, 16, 3, 1, style);
        layers.Add(("act1", LayerFactory.Activation(style.Activation)));
        int channels = 16;
        int stage = 1;
        foreach (int filters in (ReadOnlySpan<int>)[16, 32, 64])
        {
            for (int block = 1; block <= BlocksPerStage; block++)
            {
                layers.Add(($"stage{stage}_block{block}", Block(channels, filters, style)));
                channels = filters;
            }

            stage++;
        }

        layers.Add(("gap", new GlobalAveragePool2d()));
        layers.Add(("flatten", new Flatten()));
        LayerFactory.AddDropout(layers, options.Dropout ?? 0);
        layers.Add(("fc", new Linear(channels, options.Classes)));
        return LayerFactory.Initialized(layers, options.Seed);
    }

    private static Residual Block(int channels, int filters, Style style)
    {
        int stride = channels == filters ? 1 : 2;
        var branch = new List<(string Name, Module Layer)>();
        Convolution(branch, "1", channels, filters, 3, stride, style);
        branch.Add(("act1", LayerFactory.Activation(style.Activation)));
        Convolution(branch, "2", filters, filters, 3, 1, style);
        Sequential? shortcut = null;
        if (channels != filters)
        {
            var projection = new List<(string Name, Module Layer)>();
            Convolution(projection, string.Empty, channels, filters, 1, stride, style);
            shortcut = new Sequential(projection.ToArray());
        }

        return new Residual(new Sequential(branch.ToArray()), shortcut, LayerFactory.Activation(style.Activation));
    }

    private static void Convolution(
        List<(string Name, Module Layer)> layers, string suffix, int channels, int filters, int kernel, int stride, Style style)
    {
        var options = new Conv2dOptions
        {
            Stride = stride,
            Padding = kernel / 2,
            Bias = style.Bias,
            WeightInitializer = Initializer.KaimingNormal(Gain.Relu, FanMode.FanOut),
        };
        layers.Add(($"conv{suffix}", new Conv2d(channels, filters, kernel, options)));
        if (style.Normalized)
        {
            layers.Add(($"bn{suffix}", new BatchNorm(filters)));
        }
    }

    /// <summary>What all convolutions of a network have in common.</summary>
    private readonly record struct Style(ActivationKind Activation, bool Normalized, bool Bias);
}
