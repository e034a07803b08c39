using NormSharp.Layers;

namespace NormSharp.Models;

/// <summary>
/// EfficientNet-B0 (Tan and Le 2019): seven stages of inverted residual blocks with squeeze-and-excitation and SiLU. In training whole
/// blocks are left out of single images, the later the more often (stochastic depth, up to 0.2).
/// </summary>
internal static class EfficientNetB0
{
    private const double MostDropped = 0.2;

    private static readonly Stage[] Stages =
    [
        new(Expansion: 1, Kernel: 3, Stride: 1, Filters: 16, Blocks: 1),
        new(Expansion: 6, Kernel: 3, Stride: 2, Filters: 24, Blocks: 2),
        new(Expansion: 6, Kernel: 5, Stride: 2, Filters: 40, Blocks: 2),
        new(Expansion: 6, Kernel: 3, Stride: 2, Filters: 80, Blocks: 3),
        new(Expansion: 6, Kernel: 5, Stride: 1, Filters: 112, Blocks: 3),
        new(Expansion: 6, Kernel: 5, Stride: 2, Filters: 192, Blocks: 4),
        new(Expansion: 6, Kernel: 3, Stride: 1, Filters: 320, Blocks: 1),
    ];

    /// <summary>Builds the network.</summary>
    /// <param name="options">The options; dropout is 0.2 where they are silent.</param>
    /// <exception cref="ArgumentException">The images are too small, or an option is not the network's.</exception>
    public static Sequential Create(ModelOptions options)
    {
        Published.Check("efficientnet_b0", options, 32);
        int channels = 32;
        var features = new List<Module>
        {
            Published.Normalized(Published.Convolution(options.Input.Channels, channels, 3, 2), new Silu()),
        };
        int total = Stages.Sum(stage => stage.Blocks);
        int block = 0;
        foreach (Stage stage in Stages)
        {
            var members = new Module[stage.Blocks];
            for (int i = 0; i < members.Length; i++)
            {
                members[i] = Block(channels, i == 0 ? stage : stage with { Stride = 1 }, MostDropped * block++ / total);
                channels = stage.Filters;
            }

            features.Add(new Sequential(members));
        }

        features.Add(Published.Normalized(Published.Convolution(channels, 4 * channels, 1), new Silu()));
        var network = new Sequential(
            ("features", new Sequential([.. features])),
            ("avgpool", new GlobalAveragePool2d()),
            ("flatten", new Flatten()),
            ("classifier", new Sequential(
                new Dropout(options.Dropout ?? 0.2),
                new Linear(4 * channels, options.Classes, bias: true, Initializer.Uniform(1 / Math.Sqrt(options.Classes))))));
        return Published.WithoutBiases(network, options.Seed);
    }

    private static Network Block(int channels, Stage stage, double dropped)
    {
        int wide = channels * stage.Expansion;
        var layers = new List<Module>();
        if (stage.Expansion != 1)
        {
            layers.Add(Published.Normalized(Published.Convolution(channels, wide, 1), new Silu()));
        }

        layers.Add(Published.Normalized(Published.Convolution(wide, wide, stage.Kernel, stage.Stride, groups: wide), new Silu()));
        layers.Add(Excitation(wide, Math.Max(1, channels / 4)));
        layers.Add(Published.Normalized(Published.Convolution(wide, stage.Filters, 1), null));
        var net = new NetworkBuilder();
        SymbolicTensor x = net.Input();
        SymbolicTensor y = net.Add("block", new Sequential([.. layers]), x);
        return net.Build(stage.Stride == 1 && channels == stage.Filters
            ? net.Add("sum", new Sum(), net.Add("stochastic_depth", new StochasticDepth(dropped), y), x)
            : y);
    }

    /// <summary>Squeeze-and-excitation (Hu, Shen and Sun 2018): each channel times a factor that all channels' means decide.</summary>
    private static Network Excitation(int channels, int squeezed)
    {
        var net = new NetworkBuilder();
        SymbolicTensor x = net.Input();
        SymbolicTensor scale = net.Add("avgpool", new GlobalAveragePool2d(), x);
        scale = net.Add("activation", new Silu(), net.Add("fc1", Dense(channels, squeezed), scale));
        scale = net.Add("scale_activation", new Sigmoid(), net.Add("fc2", Dense(squeezed, channels), scale));
        return net.Build(net.Add("product", new Product(), x, scale));
    }

    private static Conv2d Dense(int channels, int filters) => new(
        channels, filters, 1, new Conv2dOptions { WeightInitializer = Initializer.KaimingNormal(Gain.Relu, FanMode.FanOut) });

    private sealed record Stage(int Expansion, int Kernel, int Stride, int Filters, int Blocks);
}
