namespace NormSharp.Kernels.Gemm;

/// <summary>The operand whose numbers are broadcast: element (r, p) at <c>Start[r·RowStride + p·ColumnStride]</c>.</summary>
internal readonly unsafe struct StridedRows(float* start, nint rowStride, nint columnStride)
{
    public readonly float* Start = start;
    public readonly nint RowStride = rowStride;
    public readonly nint ColumnStride = columnStride;

    /// <summary>The same from a lower row on.</summary>
    public StridedRows Below(int rows) => new(Start + (rows * RowStride), RowStride, ColumnStride);
}
