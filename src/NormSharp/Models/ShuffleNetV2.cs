using NormSharp.Layers;

namespace NormSharp.Models;

/// <summary>
/// ShuffleNetV2 ×1.0 (Ma et al. 2018): units that compute on one half of the channels and pass the other half on, or on all of them where
/// the image is halved; then the halves are interleaved.
/// </summary>
internal static class ShuffleNetV2
{
    private const int Last = 1024;

    /// <summary>Builds the network.</summary>
    /// <exception cref="ArgumentException">The images are too small, or an option is not the network's.</exception>
    public static Sequential Create(ModelOptions options)
    {
        Published.Check("shufflenet_v2_x1_0", options, 32);
        var layers = new List<(string Name, Module Layer)>
        {
            ("conv1", Normalized(Convolution(options.Input.Channels, 24, 3, 2))),
            ("maxpool", new MaxPool2d(3, 2, 1)),
        };
        int channels = 24;
        (string, int, int)[] stages = [("stage2", 4, 116), ("stage3", 8, 232), ("stage4", 4, 464)];
        foreach ((string name, int units, int filters) in stages)
        {
            var members = new Module[units];
            for (int i = 0; i < units; i++)
            {
                members[i] = i == 0 ? HalvingUnit(channels, filters / 2) : Unit(filters / 2);
            }

            layers.Add((name, new Sequential(members)));
            channels = filters;
        }

        layers.Add(("conv5", Normalized(Convolution(channels, Last, 1, 1))));
        layers.Add(("avgpool", new GlobalAveragePool2d()));
        layers.Add(("flatten", new Flatten()));
        LayerFactory.AddDropout(layers, options.Dropout ?? 0);
        layers.Add(("fc", new Linear(Last, options.Classes)));
        return LayerFactory.Initialized(layers, options.Seed);
    }

    private static Network Unit(int half)
    {
        var net = new NetworkBuilder();
        SymbolicTensor x = net.Input();
        SymbolicTensor kept = net.Add("kept", Channels(0, half), x);
        SymbolicTensor y = net.Add("branch2", Branch(half, half, 1), net.Add("taken", Channels(half, 2 * half), x));
        return Shuffled(net, kept, y);
    }

    private static Network HalvingUnit(int channels, int half)
    {
        var net = new NetworkBuilder();
        SymbolicTensor x = net.Input();
        SymbolicTensor one = net.Add(
            "branch1",
            new Sequential(
                Depthwise(channels, 2),
                new BatchNorm(channels),
                Convolution(channels, half, 1, 1),
                new BatchNorm(half),
                new Relu()),
            x);
        return Shuffled(net, one, net.Add("branch2", Branch(channels, half, 2), x));
    }

    private static Sequential Branch(int channels, int half, int stride) => new(
        Convolution(channels, half, 1, 1),
        new BatchNorm(half),
        new Relu(),
        Depthwise(half, stride),
        new BatchNorm(half),
        Convolution(half, half, 1, 1),
        new BatchNorm(half),
        new Relu());

    private static Network Shuffled(NetworkBuilder net, SymbolicTensor one, SymbolicTensor two)
        => net.Build(net.Add("shuffle", new ChannelShuffle(2), net.Add("concat", new Concatenate(), one, two)));

    private static Slice Channels(int start, int end) => new([new SliceRange(1, start, end)]);

    private static Sequential Normalized(Conv2d convolution) => Published.Normalized(convolution, new Relu());

    private static Conv2d Depthwise(int channels, int stride)
        => new(channels, channels, 3, new Conv2dOptions { Stride = stride, Padding = 1, Groups = channels, Bias = false });

    private static Conv2d Convolution(int channels, int filters, int kernel, int stride)
        => new(channels, filters, kernel, new Conv2dOptions { Stride = stride, Padding = kernel / 2, Bias = false });
}
