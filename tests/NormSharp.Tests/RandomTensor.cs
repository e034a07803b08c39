using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Tests;

/// <summary>Tensors of normal numbers, the same for the same seed.</summary>
internal static class RandomTensor
{
    public static Tensor Normal(ulong seed, Shape shape, float mean = 0, float deviation = 1)
    {
        var random = new Philox(seed, 0);
        var values = new float[shape.ElementCount];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = mean + (deviation * (float)random.NextNormal());
        }

        return Tensor.From(values, shape);
    }
}
