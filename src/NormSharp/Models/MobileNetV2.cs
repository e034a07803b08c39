using NormSharp.Layers;

namespace NormSharp.Models;

/// <summary>
/// MobileNetV2 (Sandler et al. 2018): inverted residual blocks that widen by 1×1 convolutions, filter each channel by itself and narrow
/// without an activation; the activation is min(max(x, 0), 6).
/// </summary>
internal static class MobileNetV2
{
    private const int Last = 1280;

    private static readonly Stage[] Stages =
    [
        new(Expansion: 1, Filters: 16, Blocks: 1, Stride: 1),
        new(Expansion: 6, Filters: 24, Blocks: 2, Stride: 2),
        new(Expansion: 6, Filters: 32, Blocks: 3, Stride: 2),
        new(Expansion: 6, Filters: 64, Blocks: 4, Stride: 2),
        new(Expansion: 6, Filters: 96, Blocks: 3, Stride: 1),
        new(Expansion: 6, Filters: 160, Blocks: 3, Stride: 2),
        new(Expansion: 6, Filters: 320, Blocks: 1, Stride: 1),
    ];

    /// <summary>Builds the network.</summary>
    /// <param name="options">The options; dropout is 0.2 where they are silent.</param>
    /// <exception cref="ArgumentException">The images are too small, or an option is not the network's.</exception>
    public static Sequential Create(ModelOptions options)
    {
        Published.Check("mobilenet_v2", options, 32);
        int channels = 32;
        var features = new List<Module>
        {
            Published.Normalized(Published.Convolution(options.Input.Channels, channels, 3, 2), Relu6()),
        };
        foreach (Stage stage in Stages)
        {
            for (int i = 0; i < stage.Blocks; i++)
            {
                features.Add(Block(channels, stage.Filters, i == 0 ? stage.Stride : 1, stage.Expansion));
                channels = stage.Filters;
            }
        }

        features.Add(Published.Normalized(Published.Convolution(channels, Last, 1), Relu6()));
        var network = new Sequential(
            ("features", new Sequential([.. features])),
            ("avgpool", new GlobalAveragePool2d()),
            ("flatten", new Flatten()),
            ("classifier", new Sequential(
                new Dropout(options.Dropout ?? 0.2),
                new Linear(Last, options.Classes, bias: true, Initializer.Normal(0.01)))));
        return Published.WithoutBiases(network, options.Seed);
    }

    private static Network Block(int channels, int filters, int stride, int expansion)
    {
        int wide = channels * expansion;
        var layers = new List<Module>();
        if (expansion != 1)
        {
            layers.Add(Published.Normalized(Published.Convolution(channels, wide, 1), Relu6()));
        }

        layers.Add(Published.Normalized(Published.Convolution(wide, wide, 3, stride, groups: wide), Relu6()));
        layers.Add(Published.Convolution(wide, filters, 1));
        layers.Add(new BatchNorm(filters));
        var net = new NetworkBuilder();
        SymbolicTensor x = net.Input();
        SymbolicTensor y = net.Add("conv", new Sequential([.. layers]), x);
        return net.Build(stride == 1 && channels == filters ? net.Add("sum", new Sum(), y, x) : y);
    }

    private static Clip Relu6() => new(0, 6);

    private sealed record Stage(int Expansion, int Filters, int Blocks, int Stride);
}
