using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Primitives;

namespace NormSharp.Studies.Experiments;

/// <summary>Networks that several studies vary in ways that the catalogue of models does not.</summary>
internal static class Networks
{
    private static readonly int[] Filters = [6, 16];
    private static readonly int[] Widths = [120, 84];

    /// <summary>LeNet with a normalization of one's choice after each of its four hidden layers.</summary>
    /// <param name="options">Size, classes, seed, activation, pooling, padding.</param>
    /// <param name="normalization">The normalization after hidden layer 1 to 4 of so many channels; null for none.</param>
    /// <param name="isBehindActivation">Whether the normalization stands after the activation instead of before it.</param>
    public static Sequential LeNet(ModelOptions options, Func<int, int, Module?> normalization, bool isBehindActivation = false)
    {
        int padding = options.Padding ?? 0;
        int channels = options.Input.Channels;
        (int height, int width) = (options.Input.Height, options.Input.Width);
        var layers = new List<(string Name, Module Layer)>();
        for (int i = 0; i < Filters.Length; i++)
        {
            int pad = i == 0 ? padding : 0;
            Module? norm = normalization(i + 1, Filters[i]);
            layers.Add(
                ($"conv{i + 1}",
                    new Conv2d(
                        channels,
                        Filters[i],
                        5,
                        new Conv2dOptions { Padding = pad, Bias = Bias(options, norm), WeightInitializer = Initializer.XavierUniform() })));
            Hidden(layers, i + 1, norm, options, isBehindActivation);
            layers.Add(($"pool{i + 1}", options.Pool == PoolKind.Max ? new MaxPool2d(2) : new AveragePool2d(2)));
            (channels, height, width) = (Filters[i], (height + (2 * pad) - 4) / 2, (width + (2 * pad) - 4) / 2);
        }

        layers.Add(("flatten", new Flatten()));
        int features = channels * height * width;
        for (int i = 0; i < Widths.Length; i++)
        {
            Module? norm = normalization(i + 3, Widths[i]);
            layers.Add(($"fc{i + 1}", new Linear(features, Widths[i], Bias(options, norm), Initializer.XavierUniform())));
            Hidden(layers, i + 3, norm, options, isBehindActivation);
            features = Widths[i];
        }

        layers.Add(("fc3", new Linear(features, options.Classes, bias: true, Initializer.XavierUniform())));
        return Initialized(layers, options.Seed);
    }

    /// <summary>LeNet with batch normalization after the hidden layers 1 to 4 that are chosen.</summary>
    public static Sequential LeNet(ModelOptions options, Func<int, bool> isNormalized)
        => LeNet(options, (i, channels) => isNormalized(i) ? new BatchNorm(channels) : null);

    /// <summary>A perceptron on flattened images with equally wide hidden layers.</summary>
    /// <param name="options">Size, classes, seed, activation.</param>
    /// <param name="depth">Hidden layers; 0 for logistic regression.</param>
    /// <param name="width">Units of each.</param>
    /// <param name="normalization">
    /// The normalization after hidden layer 1 to <paramref name="depth"/> of so many features; null for none.
    /// </param>
    public static Sequential Perceptron(ModelOptions options, int depth, int width, Func<int, int, Module?> normalization)
    {
        var layers = new List<(string Name, Module Layer)> { ("flatten", new Flatten()) };
        int features = options.Input.Channels * options.Input.Height * options.Input.Width;
        for (int i = 1; i <= depth; i++)
        {
            Module? norm = normalization(i, width);
            layers.Add(($"fc{i}", new Linear(features, width, Bias(options, norm), Initializer.XavierUniform())));
            Hidden(layers, i, norm, options, isBehindActivation: false);
            features = width;
        }

        layers.Add(("output", new Linear(features, options.Classes, bias: true, Initializer.XavierUniform())));
        return Initialized(layers, options.Seed);
    }

    /// <summary>
    /// A residual network of four blocks for small images: a 3×3 convolution of 16 filters, two blocks of 16 and two of 32 filters.
    /// </summary>
    /// <param name="options">Size, classes, seed.</param>
    /// <param name="norm">The settings of every batch normalization; the second of each branch is called <c>bn2</c>.</param>
    public static Sequential ResidualNetwork(ModelOptions options, BatchNormOptions norm)
    {
        var layers = new List<(string Name, Module Layer)>();
        Convolution(layers, 1, options.Input.Channels, 16, stride: 2, norm);
        layers.Add(("act1", new Relu()));
        int channels = 16;
        foreach ((int filters, int block) in ((int, int)[])[(16, 1), (16, 2), (32, 3), (32, 4)])
        {
            int stride = channels == filters ? 1 : 2;
            var branch = new List<(string Name, Module Layer)>();
            Convolution(branch, 1, channels, filters, stride, norm);
            branch.Add(("act1", new Relu()));
            Convolution(branch, 2, filters, filters, 1, norm);
            Sequential? shortcut = channels == filters
                ? null
                : new Sequential(
                    ("conv",
                        new Conv2d(
                            channels,
                            filters,
                            1,
                            new Conv2dOptions { Stride = stride, Bias = false, WeightInitializer = Initializer.KaimingNormal() })),
                    ("bn", new BatchNorm(filters, norm)));
            layers.Add(($"block{block}", new Residual(new Sequential(branch.ToArray()), shortcut, new Relu())));
            channels = filters;
        }

        layers.Add(("pool", new GlobalAveragePool2d()));
        layers.Add(("flatten", new Flatten()));
        layers.Add(("output", new Linear(channels, options.Classes)));
        return Initialized(layers, options.Seed);
    }

    /// <summary>Layers in a row, their parameters drawn from a seed.</summary>
    public static Sequential Initialized(List<(string Name, Module Layer)> layers, ulong seed)
    {
        var model = new Sequential(layers.ToArray());
        model.Initialize(seed);
        return model;
    }

    /// <summary>The layer of an activation.</summary>
    public static Module Activation(ActivationKind? kind) => kind switch
    {
        ActivationKind.Relu => new Relu(),
        ActivationKind.Tanh => new Tanh(),
        _ => new Sigmoid(),
    };

    private static void Convolution(
        List<(string Name, Module Layer)> layers, int number, int channels, int filters, int stride, BatchNormOptions norm)
    {
        var options = new Conv2dOptions { Stride = stride, Padding = 1, Bias = false, WeightInitializer = Initializer.KaimingNormal() };
        layers.Add(($"conv{number}", new Conv2d(channels, filters, 3, options)));
        layers.Add(($"bn{number}", new BatchNorm(filters, norm)));
    }

    /// <summary>The models of the catalogue have a bias before a normalization too, as the source texts do.</summary>
    private static bool Bias(ModelOptions options, Module? norm) => norm is null || (options.Bias ?? true);

    private static void Hidden(
        List<(string Name, Module Layer)> layers, int number, Module? norm, ModelOptions options, bool isBehindActivation)
    {
        (string Name, Module Layer) activation = ($"act{number}", Activation(options.Activation));
        (string Name, Module Layer)[] both = norm is null ? [activation] : [($"norm{number}", norm), activation];
        layers.AddRange(isBehindActivation ? both.Reverse() : both);
    }
}
