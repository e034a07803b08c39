namespace NormSharp.Kernels.Blocked;

/// <summary>Rows of all images, and groups of filters, that one thread computes.</summary>
internal readonly record struct BlockedTask(int FirstRow, int EndRow, int FirstGroup, int EndGroup);
