using NormSharp.Kernels.Elementwise;
using NormSharp.Layers;

namespace NormSharp.Models;

/// <summary>A multilayer perceptron on flattened images: 256, 128, classes, with batch normalization behind the hidden layers.</summary>
public static class Mlp
{
    /// <summary>Builds the network; ReLU and batch normalization everywhere where the options are silent.</summary>
    /// <exception cref="ArgumentException">The images are empty, or the placement is one that needs four hidden layers.</exception>
    public static Sequential Create(ModelOptions options)
    {
        LayerFactory.RequireInput("mlp", options, 1);
        bool normalized = LayerFactory.AllOrNone("mlp", options.BatchNorm);
        ActivationKind activation = options.Activation ?? ActivationKind.Relu;
        bool bias = (options.Bias ?? !normalized) || !normalized;
        var layers = new List<(string Name, Module Layer)> { ("flatten", new Flatten()) };
        int width = options.Input.Channels * options.Input.Height * options.Input.Width;
        int number = 1;
        foreach (int next in (ReadOnlySpan<int>)[256, 128])
        {
            layers.Add(($"fc{number}", new Linear(width, next, bias)));
            if (normalized)
            {
                layers.Add(($"bn{number}", new BatchNorm(next)));
            }

            layers.Add(($"act{number}", LayerFactory.Activation(activation)));
            width = next;
            number++;
        }

        LayerFactory.AddDropout(layers, options.Dropout);
        layers.Add(($"fc{number}", new Linear(width, options.Classes)));
        return LayerFactory.Initialized(layers, options.Seed);
    }
}
