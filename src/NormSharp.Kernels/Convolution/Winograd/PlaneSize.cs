namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>Rows and columns: of a plane, or of what is padded on each side.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
internal readonly record struct PlaneSize(int Height, int Width);
