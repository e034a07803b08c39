namespace NormSharp.Kernels.Gemm;

/// <summary>Several products of one shape.</summary>
/// <param name="Count">How many.</param>
/// <param name="A">Floats from one A to the next; 0 uses the same A for all.</param>
/// <param name="B">Floats from one B to the next; 0 uses the same B for all.</param>
/// <param name="C">Floats from one C to the next.</param>
internal readonly record struct ProductBatch(int Count, int A, int B, int C)
{
    /// <summary>A single product.</summary>
    public static ProductBatch One => new(1, 0, 0, 0);
}
