using NormSharp.Layers;

namespace NormSharp.Models;

/// <summary>
/// Residual networks for ImageNet (He et al. 2016): a 7×7 convolution, four stages of 64 to 512 filters, global average pooling, one
/// linear layer. Bottlenecks have their stride in the 3×3 convolution, as torchvision has it.
/// </summary>
internal static class ResNet
{
    private const int Widening = 4;

    /// <summary>Builds a network.</summary>
    /// <param name="model">Its name, for messages.</param>
    /// <param name="blocks">How many blocks each stage has.</param>
    /// <param name="bottleneck">Whether a block is 1×1, 3×3 and 1×1 convolutions in place of two 3×3.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">The images are too small, or an option is not the network's.</exception>
    public static Sequential Create(string model, int[] blocks, bool bottleneck, ModelOptions options)
    {
        Published.Check(model, options, 32);
        var layers = new List<(string Name, Module Layer)>
        {
            ("conv1", Published.Convolution(options.Input.Channels, 64, 7, 2)),
            ("bn1", new BatchNorm(64)),
            ("relu", new Relu()),
            ("maxpool", new MaxPool2d(3, 2, 1)),
        };
        int channels = 64;
        for (int stage = 0; stage < blocks.Length; stage++)
        {
            int width = 64 << stage;
            int filters = bottleneck ? Widening * width : width;
            var members = new Module[blocks[stage]];
            for (int i = 0; i < members.Length; i++)
            {
                members[i] = Block(channels, width, filters, stride: stage > 0 && i == 0 ? 2 : 1, bottleneck);
                channels = filters;
            }

            layers.Add(($"layer{stage + 1}", new Sequential(members)));
        }

        layers.Add(("avgpool", new GlobalAveragePool2d()));
        layers.Add(("flatten", new Flatten()));
        LayerFactory.AddDropout(layers, options.Dropout ?? 0);
        layers.Add(("fc", new Linear(channels, options.Classes)));
        return LayerFactory.Initialized(layers, options.Seed);
    }

    private static Network Block(int channels, int width, int filters, int stride, bool bottleneck)
    {
        var net = new NetworkBuilder();
        SymbolicTensor x = net.Input();
        Conv2d[] convolutions = bottleneck
            ?
            [
                Published.Convolution(channels, width, 1),
                Published.Convolution(width, width, 3, stride),
                Published.Convolution(width, filters, 1),
            ]
            : [Published.Convolution(channels, width, 3, stride), Published.Convolution(width, filters, 3)];
        SymbolicTensor y = x;
        for (int i = 1; i <= convolutions.Length; i++)
        {
            Conv2d convolution = convolutions[i - 1];
            y = net.Add($"bn{i}", new BatchNorm(convolution.OutChannels), net.Add($"conv{i}", convolution, y));
            y = i < convolutions.Length ? net.Add($"relu{i}", new Relu(), y) : y;
        }

        SymbolicTensor shortcut = channels == filters && stride == 1
            ? x
            : net.Add("downsample", Published.Normalized(Published.Convolution(channels, filters, 1, stride), null), x);
        return net.Build(net.Add("relu", new Relu(), net.Add("sum", new Sum(), y, shortcut)));
    }
}
