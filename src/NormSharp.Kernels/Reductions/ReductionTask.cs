namespace NormSharp.Kernels.Reductions;

/// <summary>A part of [outer, reduce, inner] that one task reduces.</summary>
internal readonly record struct ReductionTask(
    int Outer, int OuterCount, int Row, int RowCount, int Column, int ColumnCount, int Piece);
