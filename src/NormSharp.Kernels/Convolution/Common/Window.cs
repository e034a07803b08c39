namespace NormSharp.Kernels.Convolution.Common;

/// <summary>A rectangle of an image's plane, which may reach beyond it on any side.</summary>
internal readonly record struct Window(int FirstRow, int Rows, int FirstColumn, int Columns);
