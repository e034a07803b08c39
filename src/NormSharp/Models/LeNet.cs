using NormSharp.Kernels.Elementwise;
using NormSharp.Layers;

namespace NormSharp.Models;

/// <summary>
/// LeNet (LeCun et al. 1998) as textbooks teach it: 5×5 convolutions of 6 and 16 filters, each with pooling, then linear layers of
/// 120, 84 and the classes, with batch normalization behind chosen hidden layers, in front of the activation. Weights are drawn by Xavier's
/// uniform rule, as the textbooks do: with PyTorch's default the sigmoid network without normalization does not begin to learn.
/// </summary>
public static class LeNet
{
    /// <summary>Builds the network; sigmoid, average pooling, no padding and no batch normalization where the options are silent.</summary>
    /// <exception cref="ArgumentException">The images are too small.</exception>
    public static Sequential Create(ModelOptions options)
    {
        int padding = options.Padding ?? 0;
        LayerFactory.RequireInput("lenet", options, 16 - (2 * padding));
        BatchNormPlacement placement = options.BatchNorm ?? BatchNormPlacement.None;
        ActivationKind activation = options.Activation ?? ActivationKind.Sigmoid;
        PoolKind pool = options.Pool ?? PoolKind.Average;
        bool bias = options.Bias ?? true;
        bool first = placement is BatchNormPlacement.All or BatchNormPlacement.First2;
        bool last = placement is BatchNormPlacement.All or BatchNormPlacement.Last2;
        var layers = new List<(string Name, Module Layer)>();

        layers.Add(("conv1", Convolution(options.Input.Channels, 6, padding, bias || !first)));
        Hidden(layers, 1, first ? new BatchNorm(6) : null, activation);
        layers.Add(("pool1", LayerFactory.Pool(pool)));
        layers.Add(("conv2", Convolution(6, 16, padding: 0, bias || !first)));
        Hidden(layers, 2, first ? new BatchNorm(16) : null, activation);
        LayerFactory.AddDropout(layers, options.Dropout);
        layers.Add(("pool2", LayerFactory.Pool(pool)));
        layers.Add(("flatten", new Flatten()));
        layers.Add(("fc1", Linear(16 * Side(options.Input.Height, padding) * Side(options.Input.Width, padding), 120, bias || !last)));
        Hidden(layers, 3, last ? new BatchNorm(120) : null, activation);
        layers.Add(("fc2", Linear(120, 84, bias || !last)));
        Hidden(layers, 4, last ? new BatchNorm(84) : null, activation);
        layers.Add(("fc3", Linear(84, options.Classes, bias: true)));
        return LayerFactory.Initialized(layers, options.Seed);
    }

    private static Conv2d Convolution(int inChannels, int outChannels, int padding, bool bias)
        => new(inChannels, outChannels, 5, new Conv2dOptions { Padding = padding, Bias = bias, WeightInitializer = Initializer.XavierUniform() });

    private static Linear Linear(int inFeatures, int outFeatures, bool bias)
        => new(inFeatures, outFeatures, bias, Initializer.XavierUniform());

    private static void Hidden(List<(string Name, Module Layer)> layers, int number, BatchNorm? norm, ActivationKind activation)
    {
        if (norm is not null)
        {
            layers.Add(($"bn{number}", norm));
        }

        layers.Add(($"act{number}", LayerFactory.Activation(activation)));
    }

    /// <summary>Rows or columns that the second pooling leaves.</summary>
    private static int Side(int extent, int padding) => (((extent + (2 * padding) - 4) / 2) - 4) / 2;
}
