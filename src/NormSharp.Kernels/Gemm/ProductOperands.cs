namespace NormSharp.Kernels.Gemm;

/// <summary>The operands of a product after they have been checked.</summary>
internal readonly unsafe struct ProductOperands(float* a, float* b, float* c, bool accumulate, float* columnBias)
{
    public readonly float* A = a;
    public readonly float* B = b;
    public readonly float* C = c;

    /// <summary>Whether the product is added to what C holds.</summary>
    public readonly bool Accumulate = accumulate;

    /// <summary>A number for every column, or null.</summary>
    public readonly float* ColumnBias = columnBias;

    /// <summary>Operands further on, with the same bias.</summary>
    public ProductOperands At(nint a, nint b, nint c) => new(A + a, B + b, C + c, Accumulate, ColumnBias);
}
