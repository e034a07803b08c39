using NormSharp.Layers;

namespace NormSharp.Models;

/// <summary>
/// The networks of Simonyan and Zisserman (2015) with batch normalization after every convolution: five stages of 3×3 convolutions, each
/// closed by max pooling, pooling to 7×7, and three linear layers.
/// </summary>
internal static class Vgg
{
    private const int Pooled = 7;
    private const int Hidden = 4096;

    /// <summary>Builds a network.</summary>
    /// <param name="model">Its name, for messages.</param>
    /// <param name="convolutions">How many convolutions each stage has.</param>
    /// <param name="options">The options; dropout is 0.5 where they are silent.</param>
    /// <exception cref="ArgumentException">The images are too small, or an option is not the network's.</exception>
    public static Sequential Create(string model, int[] convolutions, ModelOptions options)
    {
        Published.Check(model, options, 32);
        var features = new List<Module>();
        int channels = options.Input.Channels;
        for (int stage = 0; stage < convolutions.Length; stage++)
        {
            int filters = Math.Min(64 << stage, 512);
            for (int i = 0; i < convolutions[stage]; i++)
            {
                features.Add(new Conv2d(channels, filters, 3, new Conv2dOptions
                {
                    Padding = 1,
                    WeightInitializer = Initializer.KaimingNormal(Gain.Relu, FanMode.FanOut),
                }));
                features.Add(new BatchNorm(filters));
                features.Add(new Relu());
                channels = filters;
            }

            features.Add(new MaxPool2d(2));
        }

        double dropout = options.Dropout ?? 0.5;
        var network = new Sequential(
            ("features", new Sequential([.. features])),
            ("avgpool", new AdaptiveAveragePool2d(Pooled)),
            ("flatten", new Flatten()),
            ("classifier", new Sequential(
                Dense(channels * Pooled * Pooled, Hidden),
                new Relu(),
                new Dropout(dropout),
                Dense(Hidden, Hidden),
                new Relu(),
                new Dropout(dropout),
                Dense(Hidden, options.Classes))));
        return Published.WithoutBiases(network, options.Seed);
    }

    private static Linear Dense(int inFeatures, int outFeatures)
        => new(inFeatures, outFeatures, bias: true, Initializer.Normal(0.01));
}
