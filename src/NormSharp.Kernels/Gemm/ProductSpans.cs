namespace NormSharp.Kernels.Gemm;

/// <summary>What products read and write: C = A·B (+ C) (+ bias on every row).</summary>
internal readonly ref struct ProductSpans
{
    /// <summary>M×K, or several such matrices.</summary>
    public required ReadOnlySpan<float> A { get; init; }

    /// <summary>K×N, or several such matrices.</summary>
    public required ReadOnlySpan<float> B { get; init; }

    /// <summary>M×N, or several such matrices, written; must not overlap an operand. What lies between its rows is left alone.</summary>
    public required Span<float> C { get; init; }

    /// <summary>Whether the product is added to what C holds.</summary>
    public bool Accumulate { get; init; }

    /// <summary>N numbers, or none.</summary>
    public ReadOnlySpan<float> ColumnBias { get; init; }
}
