using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>Operands of benchmarks, the same in every run.</summary>
internal static class RandomNumbers
{
    /// <summary>A tensor of numbers from −1 to 1.</summary>
    public static Tensor Tensor(Shape shape, ulong stream)
    {
        Tensor tensor = Tensors.Tensor.Zeros(shape);
        Fill(tensor.AsSpan(), stream);
        return tensor;
    }

    /// <summary>Numbers from −1 to 1.</summary>
    public static void Fill(Span<float> numbers, ulong stream)
    {
        var random = new Philox(seed: 1, stream);
        foreach (ref float number in numbers)
        {
            number = (2 * random.NextSingle()) - 1;
        }
    }
}
