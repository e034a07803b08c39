using NormSharp.Layers;
using NormSharp.Primitives;

namespace NormSharp.Models;

/// <summary>
/// A small network in the manner of VGG (Simonyan and Zisserman 2015): three stages of two 3×3 convolutions with 32, 64 and 128
/// filters, each stage closed by max pooling, then global average pooling and one linear layer.
/// </summary>
internal static class VggSmall
{
    /// <summary>Builds the network; ReLU and batch normalization after every convolution where the options are silent.</summary>
    /// <exception cref="ArgumentException">
    /// The images are too small, the placement is one that needs four hidden layers, or the normalization another than batch.
    /// </exception>
    public static Sequential Create(ModelOptions options)
    {
        LayerFactory.RequireInput("vgg-small", options, 8);
        options = NormalizationChoice.BatchOnly("vgg-small", options);
        bool normalized = LayerFactory.AllOrNone("vgg-small", options.BatchNorm);
        ActivationKind activation = options.Activation ?? ActivationKind.Relu;
        bool bias = (options.Bias ?? !normalized) || !normalized;
        var layers = new List<(string Name, Module Layer)>();
        int channels = options.Input.Channels;
        int number = 1;
        int stage = 1;
        foreach (int filters in (ReadOnlySpan<int>)[32, 64, 128])
        {
            for (int i = 0; i < 2; i++, number++)
            {
                layers.Add(($"conv{number}", new Conv2d(channels, filters, 3, new Conv2dOptions { Padding = 1, Bias = bias })));
                if (normalized)
                {
                    layers.Add(($"bn{number}", new BatchNorm(filters)));
                }

                layers.Add(($"act{number}", LayerFactory.Activation(activation)));
                channels = filters;
            }

            layers.Add(($"pool{stage++}", LayerFactory.Pool(options.Pool ?? PoolKind.Max)));
        }

        layers.Add(("gap", new GlobalAveragePool2d()));
        layers.Add(("flatten", new Flatten()));
        LayerFactory.AddDropout(layers, options.Dropout ?? 0);
        layers.Add(("fc", new Linear(channels, options.Classes)));
        return LayerFactory.Initialized(layers, options.Seed);
    }
}
