namespace NormSharp.Kernels.Convolution.BatchLanes;

/// <summary>A rectangle of outputs whose gradients meet inputs, with the distances in floats.</summary>
/// <param name="Rows">Rows of outputs.</param>
/// <param name="Columns">Columns of outputs.</param>
/// <param name="GradientRow">From one row of gradients to the next.</param>
/// <param name="GradientStep">From one column of gradients to the next.</param>
/// <param name="InputRow">From the inputs of one row of outputs to those of the next.</param>
/// <param name="InputStep">From the inputs of one column of outputs to those of the next.</param>
internal readonly record struct LaneWindow(int Rows, int Columns, nint GradientRow, nint GradientStep, nint InputRow, nint InputStep);
