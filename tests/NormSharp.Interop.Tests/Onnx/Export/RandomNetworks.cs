using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Tests.Onnx.Export;

/// <summary>Networks whose numbers are random, statistics and γ and β too.</summary>
internal static class RandomNetworks
{
    /// <summary>Draws statistics, γ and β and puts a network into evaluation mode; a weight stays as it was drawn.</summary>
    public static TModule Filled<TModule>(TModule model, int seed = 1)
        where TModule : Module
    {
        var random = new Random(seed);
        foreach ((string name, Tensor tensor) in model.NamedBuffers()
            .Concat(model.NamedParameters().Select(entry => (entry.Name, (Tensor)entry.Parameter))))
        {
            string last = name.Split('.')[^1];
            (double low, double high) = last switch
            {
                "running_mean" or "bias" => (-0.5, 0.5),
                "running_var" => (0.3, 2),
                "weight" when tensor.Rank == 1 => (-0.5, 1.5),
                _ => (double.NaN, double.NaN),
            };
            foreach (ref float value in tensor.AsSpan())
            {
                value = double.IsNaN(low) ? value : (float)(low + ((high - low) * random.NextDouble()));
            }
        }

        model.Evaluate();
        return model;
    }

    public static float[] Input(Shape shape, int seed)
    {
        var random = new Random(seed);
        int count = shape.Aggregate(1, (product, extent) => product * extent);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 4) - 2))];
    }
}
