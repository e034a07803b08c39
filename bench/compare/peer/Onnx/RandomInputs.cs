using Microsoft.ML.OnnxRuntime;

namespace NormSharp.Peer.Onnx;

/// <summary>Inputs of random numbers.</summary>
internal static class RandomInputs
{
    /// <summary>One for each shape.</summary>
    public static OrtValue[] Of(IReadOnlyList<long[]> shapes)
    {
        var random = new Random(1);
        return [.. shapes.Select(shape => OrtValue.CreateTensorValueFromMemory(Numbers(random, shape), shape))];
    }

    /// <summary>Numbers from -½ to ½.</summary>
    public static float[] Numbers(Random random, IEnumerable<long> shape)
        => [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => random.NextSingle() - 0.5f)];
}
