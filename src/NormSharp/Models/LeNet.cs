using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Models;

/// <summary>
/// LeNet (LeCun et al. 1998) as textbooks teach it: 5×5 convolutions of 6 and 16 filters, each with pooling, then linear layers of
/// 120, 84 and the classes, with batch or another normalization after chosen hidden layers, before the activation. Weights are drawn
/// by Xavier's uniform rule, as the textbooks do: with PyTorch's default the sigmoid network without normalization does not begin to learn.
/// </summary>
internal static class LeNet
{
    /// <summary>Builds the network; sigmoid, average pooling, no padding and no batch normalization where the options are silent.</summary>
    /// <exception cref="ArgumentException">
    /// The images are too small, or no normalization is asked for together with a place for it.
    /// </exception>
    public static Sequential Create(ModelOptions options)
    {
        int padding = options.Padding ?? 0;
        LayerFactory.RequireInput("lenet", options, 16 - (2 * padding));
        NormalizationChoice norm = NormalizationChoice.Of(options, BatchNormPlacement.None);
        ActivationKind activation = options.Activation ?? ActivationKind.Sigmoid;
        PoolKind pool = options.Pool ?? PoolKind.Average;
        bool bias = options.Bias ?? true;
        bool first = norm.Placement is BatchNormPlacement.All or BatchNormPlacement.First2;
        bool last = norm.Placement is BatchNormPlacement.All or BatchNormPlacement.Last2;
        bool convolutionBias = bias || !first || !norm.CancelsBias;
        bool linearBias = bias || !last || norm.Kind != NormalizationKind.Batch;
        (int height, int width) = (options.Input.Height + (2 * padding) - 4, options.Input.Width + (2 * padding) - 4);
        var layers = new List<(string Name, Module Layer)>();

        layers.Add(("conv1", Convolution(options.Input.Channels, 6, padding, convolutionBias)));
        Hidden(layers, 1, first ? norm : null, [6, height, width], activation);
        layers.Add(("pool1", LayerFactory.Pool(pool)));
        layers.Add(("conv2", Convolution(6, 16, padding: 0, convolutionBias)));
        (height, width) = ((height / 2) - 4, (width / 2) - 4);
        Hidden(layers, 2, first ? norm : null, [16, height, width], activation);
        LayerFactory.AddDropout(layers, options.Dropout ?? 0);
        layers.Add(("pool2", LayerFactory.Pool(pool)));
        layers.Add(("flatten", new Flatten()));
        layers.Add(("fc1", Linear(16 * (height / 2) * (width / 2), 120, linearBias)));
        Hidden(layers, 3, last ? norm : null, [120], activation);
        layers.Add(("fc2", Linear(120, 84, linearBias)));
        Hidden(layers, 4, last ? norm : null, [84], activation);
        layers.Add(("fc3", Linear(84, options.Classes, bias: true)));
        return LayerFactory.Initialized(layers, options.Seed);
    }

    private static Conv2d Convolution(int inChannels, int outChannels, int padding, bool bias)
        => new(
            inChannels,
            outChannels,
            5,
            new Conv2dOptions { Padding = padding, Bias = bias, WeightInitializer = Initializer.XavierUniform() });

    private static Linear Linear(int inFeatures, int outFeatures, bool bias)
        => new(inFeatures, outFeatures, bias, Initializer.XavierUniform());

    private static void Hidden(
        List<(string Name, Module Layer)> layers, int number, NormalizationChoice? norm, Shape sample, ActivationKind activation)
    {
        norm?.AddTo(layers, number, sample);
        layers.Add(($"act{number}", LayerFactory.Activation(activation)));
    }
}
