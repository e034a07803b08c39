namespace NormSharp.Kernels.Softmax;

/// <summary>The factors of a cross-entropy's gradient.</summary>
/// <param name="Own">upstream·(1 − ε)/W.</param>
/// <param name="Spread">upstream·ε/(K·W).</param>
/// <param name="Evenly">upstream·ε/(K·W)·Σw.</param>
internal readonly record struct CrossEntropyScales(double Own, double Spread, double Evenly);
