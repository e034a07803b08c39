using NormSharp.Layers;
using NormSharp.Primitives;

namespace NormSharp.Models;

/// <summary>
/// Residual networks of 6n + 2 layers for CIFAR-sized images (He et al. 2016, section 4.2): a 3×3 convolution, three stages of n blocks
/// with 16, 32 and 64 filters, global average pooling, one linear layer. State is named as in akamaster/pytorch_resnet_cifar10.
/// </summary>
internal static class CifarResNet
{
    /// <summary>Builds a network; ReLU, batch normalization and projections where the options are silent.</summary>
    /// <param name="depth">How many layers have weights, without projections: 20, 32, 44 or 56.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">
    /// The images are too small, the placement is one that needs four hidden layers, or the normalization another than batch.
    /// </exception>
    public static Sequential Create(int depth, ModelOptions options)
    {
        string model = $"resnet{depth}";
        LayerFactory.RequireInput(model, options, 8);
        options = NormalizationChoice.BatchOnly(model, options);
        bool normalized = LayerFactory.AllOrNone(model, options.BatchNorm);
        var style = new Style(
            options.Activation ?? ActivationKind.Relu,
            normalized,
            Bias: (options.Bias ?? false) || !normalized,
            options.Shortcut ?? ShortcutKind.Projection);
        var layers = new List<(string Name, Module Layer)> { ("conv1", Convolution(options.Input.Channels, 16, 3, 1, style)) };
        if (normalized)
        {
            layers.Add(("bn1", new BatchNorm(16)));
        }

        layers.Add(("relu", LayerFactory.Activation(style.Activation)));
        int channels = 16;
        foreach (int filters in (ReadOnlySpan<int>)[16, 32, 64])
        {
            var blocks = new Module[(depth - 2) / 6];
            for (int i = 0; i < blocks.Length; i++)
            {
                blocks[i] = Block(channels, filters, style);
                channels = filters;
            }

            layers.Add(($"layer{filters switch { 16 => 1, 32 => 2, _ => 3 }}", new Sequential(blocks)));
        }

        layers.Add(("avgpool", new GlobalAveragePool2d()));
        layers.Add(("flatten", new Flatten()));
        LayerFactory.AddDropout(layers, options.Dropout ?? 0);
        layers.Add(("linear", new Linear(channels, options.Classes, bias: true, Initializer.KaimingNormal())));
        return LayerFactory.Initialized(layers, options.Seed);
    }

    private static Network Block(int channels, int filters, Style style)
    {
        int stride = channels == filters ? 1 : 2;
        var net = new NetworkBuilder();
        SymbolicTensor x = net.Input();
        SymbolicTensor y = net.Add("conv1", Convolution(channels, filters, 3, stride, style), x);
        y = style.Normalized ? net.Add("bn1", new BatchNorm(filters), y) : y;
        y = net.Add("relu1", LayerFactory.Activation(style.Activation), y);
        y = net.Add("conv2", Convolution(filters, filters, 3, 1, style), y);
        y = style.Normalized ? net.Add("bn2", new BatchNorm(filters), y) : y;
        SymbolicTensor shortcut = channels == filters ? x : net.Add("shortcut", Shortcut(channels, filters, stride, style), x);
        return net.Build(net.Add("relu2", LayerFactory.Activation(style.Activation), net.Add("sum", new Sum(), y, shortcut)));
    }

    private static Module Shortcut(int channels, int filters, int stride, Style style)
    {
        if (style.Shortcut == ShortcutKind.ZeroPadding)
        {
            int missing = filters - channels;
            return new ZeroPaddedShortcut(stride, missing / 2, missing - (missing / 2));
        }

        Conv2d projection = Convolution(channels, filters, 1, stride, style);
        return style.Normalized ? new Sequential(projection, new BatchNorm(filters)) : new Sequential(projection);
    }

    private static Conv2d Convolution(int channels, int filters, int kernel, int stride, Style style)
        => new(channels, filters, kernel, new Conv2dOptions
        {
            Stride = stride,
            Padding = kernel / 2,
            Bias = style.Bias,
            WeightInitializer = Initializer.KaimingNormal(),
        });

    /// <summary>What all blocks of a network have in common.</summary>
    private readonly record struct Style(ActivationKind Activation, bool Normalized, bool Bias, ShortcutKind Shortcut);
}
