using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Training;

/// <summary>What a training asks its backend for: the places where the host waits for a device.</summary>
internal static class ReadBack
{
    /// <summary>One number, such as a loss.</summary>
    public static double Number(Backend backend, Tensor scalar)
    {
        Span<double> value = stackalloc double[1];
        backend.Read(scalar, value);
        return value[0];
    }

    /// <summary>All numbers of a tensor, such as logits, in an array that is used again.</summary>
    public static ReadOnlySpan<float> All(Backend backend, Tensor tensor, ref float[] buffer)
    {
        if (buffer.Length < tensor.Length)
        {
            buffer = new float[tensor.Length];
        }

        Span<float> values = buffer.AsSpan(0, tensor.Length);
        backend.Read(tensor, values);
        return values;
    }
}
