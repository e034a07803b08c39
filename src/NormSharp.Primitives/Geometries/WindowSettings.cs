namespace NormSharp.Primitives;

/// <summary>How a window walks in one direction, not judged yet: <see cref="WindowAxis"/> judges it.</summary>
/// <param name="Kernel">Taps.</param>
/// <param name="Stride">Rows or columns from one position to the next.</param>
/// <param name="Padding">Rows or columns of zeros on either side.</param>
/// <param name="Dilation">Rows or columns from one tap to the next.</param>
internal readonly record struct WindowSettings(int Kernel, int Stride = 1, int Padding = 0, int Dilation = 1);
