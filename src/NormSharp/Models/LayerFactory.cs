using NormSharp.Layers;
using NormSharp.Primitives;

namespace NormSharp.Models;

/// <summary>What the models share: layers by option, and the check that an input is large enough.</summary>
internal static class LayerFactory
{
    public static ActivationModule Activation(ActivationKind kind) => kind switch
    {
        ActivationKind.Relu => new Relu(),
        ActivationKind.LeakyRelu => new LeakyRelu(),
        ActivationKind.Sigmoid => new Sigmoid(),
        ActivationKind.Tanh => new Tanh(),
        ActivationKind.Gelu => new Gelu(),
        ActivationKind.Silu => new Silu(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "there is no layer for this activation"),
    };

    public static Module Pool(PoolKind kind) => kind == PoolKind.Max ? new MaxPool2d(2) : new AveragePool2d(2);

    public static void AddDropout(List<(string Name, Module Layer)> layers, double probability)
    {
        if (probability > 0)
        {
            layers.Add(("dropout", new Dropout(probability)));
        }
    }

    /// <summary>Whether a model that knows batch normalization only everywhere or nowhere has it; everywhere by default.</summary>
    public static bool AllOrNone(string model, BatchNormPlacement? placement) => placement switch
    {
        null or BatchNormPlacement.All => true,
        BatchNormPlacement.None => false,
        _ => throw new ArgumentException(
            $"{model} has batch normalization everywhere or nowhere (all, none); first2 and last2 are LeNet's"),
    };

    public static Sequential Initialized(List<(string Name, Module Layer)> layers, ulong seed)
    {
        var model = new Sequential(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(layers));
        model.Initialize(seed);
        return model;
    }

    public static void RequireInput(string model, ModelOptions options, int smallest)
    {
        (int channels, int height, int width) = options.Input;
        if (channels < 1 || Math.Min(height, width) < smallest)
        {
            throw new ArgumentException(
                $"{model} takes images of at least {smallest}×{smallest} pixels; these are {channels}×{height}×{width}");
        }

        if (options.Classes < 2)
        {
            throw new ArgumentException($"{model} tells at least 2 classes apart; {options.Classes} were asked for");
        }
    }
}
