namespace NormSharp.Primitives;

/// <summary>
/// Where a matrix's elements lie: (i, j) at <c>i·Row + j·Column</c>. A transposed matrix has both exchanged; a stride of 0 repeats a row or
/// a column.
/// </summary>
/// <param name="Row">Floats from one row to the next.</param>
/// <param name="Column">Floats from one column to the next.</param>
internal readonly record struct MatrixStrides(int Row, int Column);
