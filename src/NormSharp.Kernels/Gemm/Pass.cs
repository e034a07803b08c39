namespace NormSharp.Kernels.Gemm;

/// <summary>The part of a product whose operands are packed at one time.</summary>
internal readonly record struct Pass(int FirstRow, int Rows, int FirstColumn, int Columns, int FirstStep, int Steps);
