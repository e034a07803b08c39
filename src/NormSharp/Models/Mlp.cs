using NormSharp.Layers;
using NormSharp.Primitives;

namespace NormSharp.Models;

/// <summary>
/// A multilayer perceptron on flattened images: 256, 128, classes, with batch or another normalization after the hidden layers.
/// </summary>
internal static class Mlp
{
    /// <summary>Builds the network; ReLU and batch normalization everywhere where the options are silent.</summary>
    /// <exception cref="ArgumentException">
    /// The images are empty, or the normalization is one that needs convolutions or four hidden layers.
    /// </exception>
    public static Sequential Create(ModelOptions options)
    {
        LayerFactory.RequireInput("mlp", options, 1);
        NormalizationChoice norm = NormalizationChoice.Of(options, BatchNormPlacement.All);
        if (norm.Kind == NormalizationKind.Instance)
        {
            throw new ArgumentException(
                "mlp has no convolutions, and instance normalization (in) needs positions to take statistics over; layer normalization "
                    + "(ln) is its counterpart");
        }

        bool normalized = LayerFactory.AllOrNone("mlp", norm.Placement);
        ActivationKind activation = options.Activation ?? ActivationKind.Relu;
        bool bias = (options.Bias ?? false) || !normalized || !norm.CancelsBias;
        var layers = new List<(string Name, Module Layer)> { ("flatten", new Flatten()) };
        int width = options.Input.Channels * options.Input.Height * options.Input.Width;
        int number = 1;
        foreach (int next in (ReadOnlySpan<int>)[256, 128])
        {
            layers.Add(($"fc{number}", new Linear(width, next, bias)));
            if (normalized)
            {
                norm.AddTo(layers, number, [next]);
            }

            layers.Add(($"act{number}", LayerFactory.Activation(activation)));
            width = next;
            number++;
        }

        LayerFactory.AddDropout(layers, options.Dropout ?? 0);
        layers.Add(($"fc{number}", new Linear(width, options.Classes)));
        return LayerFactory.Initialized(layers, options.Seed);
    }
}
