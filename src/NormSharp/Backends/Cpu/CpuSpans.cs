using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Tensors as kernels take them.</summary>
internal static class CpuSpans
{
    /// <summary>x [N, C, …] as N·C planes.</summary>
    public static Planes PlanesOf(Tensor x)
    {
        long rows = (long)x.Shape[0] * x.Shape[1];
        return new Planes(x.Shape[0], x.Shape[1], rows == 0 ? 0 : (int)(x.Length / rows));
    }

    /// <summary>x [rows, length].</summary>
    public static RowExtent RowsOf(Tensor x) => new(x.Shape[0], x.Shape[1]);

    /// <summary>The elements; none where there is no tensor.</summary>
    public static ReadOnlySpan<float> OrNone(Tensor? tensor) => tensor is null ? default : tensor.AsSpan();

    /// <summary>The positions to be written; none where there is no tensor.</summary>
    public static Span<int> IndicesOrNone(Tensor? tensor) => tensor is null ? default : tensor.AsSpan<int>();
}
