using NormSharp.Layers;
using NormSharp.Training;

namespace NormSharp.Extensions.Tests;

/// <summary>A network of three classes that nobody trained.</summary>
internal static class TinyPredictor
{
    public static Predictor Create(ulong seed = 1)
    {
        var model = new Sequential(new Conv2d(1, 2, 3), new BatchNorm(2), new Relu(), new Flatten(), new Linear(72, 3));
        model.Initialize(seed);
        return new Predictor(model, new ModelInput(new(1, 8, 8), ["top", "middle", "bottom"]));
    }
}
