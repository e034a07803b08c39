using NormSharp.Layers;

namespace NormSharp.Models;

/// <summary>
/// DenseNet-121 (Huang et al. 2017): four blocks in which each layer reads the feature maps of all before it and adds 32, with 1×1
/// convolutions and average pooling between, normalization and ReLU before each convolution.
/// </summary>
internal static class DenseNet121
{
    private const int Growth = 32;
    private const int Bottleneck = 4 * Growth;

    /// <summary>Builds the network.</summary>
    /// <exception cref="ArgumentException">The images are too small, or an option is not the network's.</exception>
    public static Sequential Create(ModelOptions options)
    {
        Published.Check("densenet121", options, 32);
        int channels = 2 * Growth;
        var features = new List<(string Name, Module Layer)>
        {
            ("conv0", Convolution(options.Input.Channels, channels, 7, 2)),
            ("norm0", new BatchNorm(channels)),
            ("relu0", new Relu()),
            ("pool0", new MaxPool2d(3, 2, 1)),
        };
        int[] blocks = [6, 12, 24, 16];
        for (int i = 1; i <= blocks.Length; i++)
        {
            features.Add(($"denseblock{i}", Block(channels, blocks[i - 1])));
            channels += blocks[i - 1] * Growth;
            if (i < blocks.Length)
            {
                features.Add(($"transition{i}", new Sequential(
                    ("norm", new BatchNorm(channels)),
                    ("relu", new Relu()),
                    ("conv", Convolution(channels, channels / 2, 1)),
                    ("pool", new AveragePool2d(2)))));
                channels /= 2;
            }
        }

        features.Add(("norm5", new BatchNorm(channels)));
        features.Add(("relu5", new Relu()));
        var layers = new List<(string Name, Module Layer)>
        {
            ("features", Published.Chain(features)),
            ("avgpool", new GlobalAveragePool2d()),
            ("flatten", new Flatten()),
        };
        LayerFactory.AddDropout(layers, options.Dropout ?? 0);
        layers.Add(("classifier", new Linear(channels, options.Classes)));
        return Published.WithoutBiases(Published.Chain(layers), options.Seed);
    }

    private static Network Block(int channels, int count)
    {
        var net = new NetworkBuilder();
        var maps = new List<SymbolicTensor> { net.Input() };
        for (int i = 1; i <= count; i++)
        {
            SymbolicTensor all = i == 1 ? maps[0] : net.Add($"concat{i}", new Concatenate(), [.. maps]);
            maps.Add(net.Add($"denselayer{i}", Layer(channels), all));
            channels += Growth;
        }

        return net.Build(net.Add("concat", new Concatenate(), [.. maps]));
    }

    private static Sequential Layer(int channels) => new(
        ("norm1", new BatchNorm(channels)),
        ("relu1", new Relu()),
        ("conv1", Convolution(channels, Bottleneck, 1)),
        ("norm2", new BatchNorm(Bottleneck)),
        ("relu2", new Relu()),
        ("conv2", Convolution(Bottleneck, Growth, 3)));

    private static Conv2d Convolution(int channels, int filters, int kernel, int stride = 1)
        => new(channels, filters, kernel, new Conv2dOptions
        {
            Stride = stride,
            Padding = kernel / 2,
            Bias = false,
            WeightInitializer = Initializer.KaimingNormal(),
        });
}
