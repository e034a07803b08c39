using NormSharp.Kernels.Elementwise;
using NormSharp.Layers;

namespace NormSharp.Models;

/// <summary>
/// LeNet (LeCun et al. 1998) as textbooks teach it: 5×5 convolutions of 6 and 16 filters, each with pooling, then linear layers of
/// 120, 84 and the classes, with batch normalization behind chosen hidden layers, in front of the activation.
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

        layers.Add(("conv1", new Conv2d(options.Input.Channels, 6, 5, new Conv2dOptions { Padding = padding, Bias = bias || !first })));
        Hidden(layers, 1, first ? new BatchNorm(6) : null, activation);
        layers.Add(("pool1", LayerFactory.Pool(pool)));
        layers.Add(("conv2", new Conv2d(6, 16, 5, new Conv2dOptions { Bias = bias || !first })));
        Hidden(layers, 2, first ? new BatchNorm(16) : null, activation);
        LayerFactory.AddDropout(layers, options.Dropout);
        layers.Add(("pool2", LayerFactory.Pool(pool)));
        layers.Add(("flatten", new Flatten()));
        layers.Add(("fc1", new Linear(16 * Side(options.Input.Height, padding) * Side(options.Input.Width, padding), 120, bias || !last)));
        Hidden(layers, 3, last ? new BatchNorm(120) : null, activation);
        layers.Add(("fc2", new Linear(120, 84, bias || !last)));
        Hidden(layers, 4, last ? new BatchNorm(84) : null, activation);
        layers.Add(("fc3", new Linear(84, options.Classes)));
        return LayerFactory.Initialized(layers, options.Seed);
    }

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
