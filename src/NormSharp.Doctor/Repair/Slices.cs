using NormSharp.Tensors;

namespace NormSharp.Diagnosis.Repair;

/// <summary>Parts of tensors.</summary>
internal static class Slices
{
    /// <summary>The entries of a dimension that are kept, in their order.</summary>
    public static float[] Take(Tensor tensor, int dimension, int[] kept)
    {
        float[] values = tensor.ToArray();
        int before = 1;
        int after = 1;
        for (int d = 0; d < tensor.Rank; d++)
        {
            (before, after) = d < dimension ? (before * tensor.Shape[d], after)
                : d > dimension ? (before, after * tensor.Shape[d])
                : (before, after);
        }

        int extent = tensor.Shape[dimension];
        var result = new float[before * kept.Length * after];
        int to = 0;
        for (int b = 0; b < before; b++)
        {
            foreach (int entry in kept)
            {
                values.AsSpan(((b * extent) + entry) * after, after).CopyTo(result.AsSpan(to));
                to += after;
            }
        }

        return result;
    }
}
