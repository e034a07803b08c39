using NormSharp.Layers;

namespace NormSharp.Models;

/// <summary>
/// SqueezeNet 1.1 (Iandola et al. 2016): eight modules that squeeze by 1×1 convolutions and expand by 1×1 and 3×3 ones side by side. It
/// has no normalization; its last convolution gives the classes, which are averaged over the positions.
/// </summary>
internal static class SqueezeNet11
{
    /// <summary>Builds the network.</summary>
    /// <param name="options">The options; dropout is 0.5 where they are silent.</param>
    /// <exception cref="ArgumentException">The images are too small, or an option is not the network's.</exception>
    public static Sequential Create(ModelOptions options)
    {
        Published.Check("squeezenet1_1", options, 32);
        var features = new Sequential(
            Convolution(options.Input.Channels, 64, 3, new Conv2dOptions { Stride = 2 }),
            new Relu(),
            Pool(),
            Fire(64, 16, 64),
            Fire(128, 16, 64),
            Pool(),
            Fire(128, 32, 128),
            Fire(256, 32, 128),
            Pool(),
            Fire(256, 48, 192),
            Fire(384, 48, 192),
            Fire(384, 64, 256),
            Fire(512, 64, 256));
        var last = new Conv2d(512, options.Classes, 1, new Conv2dOptions { WeightInitializer = Initializer.Normal(0.01) });
        var network = new Sequential(
            ("features", features),
            ("classifier", new Sequential(new Dropout(options.Dropout ?? 0.5), last, new Relu(), new GlobalAveragePool2d())),
            ("flatten", new Flatten()));
        return Published.WithoutBiases(network, options.Seed);
    }

    /// <summary>
    /// Windows that begin inside count, as with PyTorch's ceil_mode: what is pooled is not negative, so that zeros never win.
    /// </summary>
    private static Sequential Pool() => new(new Pad2d(0, 1, 0, 1), new MaxPool2d(3, 2));

    private static Network Fire(int channels, int squeezed, int expanded)
    {
        var net = new NetworkBuilder();
        SymbolicTensor x = net.Input();
        SymbolicTensor s = net.Add("squeeze", Convolution(channels, squeezed, 1, new Conv2dOptions()), x);
        s = net.Add("squeeze_activation", new Relu(), s);
        SymbolicTensor one = net.Add("expand1x1", Convolution(squeezed, expanded, 1, new Conv2dOptions()), s);
        SymbolicTensor three = net.Add("expand3x3", Convolution(squeezed, expanded, 3, new Conv2dOptions { Padding = 1 }), s);
        return net.Build(net.Add(
            "concat",
            new Concatenate(),
            net.Add("expand1x1_activation", new Relu(), one),
            net.Add("expand3x3_activation", new Relu(), three)));
    }

    private static Conv2d Convolution(int channels, int filters, int kernel, Conv2dOptions options)
        => new(channels, filters, kernel, options with { WeightInitializer = Initializer.KaimingUniform() });
}
