namespace NormSharp.Layers;

/// <summary>
/// By how much an initialiser widens its distribution for the activation that follows, as PyTorch's <c>calculate_gain</c>.
/// </summary>
internal static class Gain
{
    /// <summary>1, for linear maps, convolutions and the sigmoid.</summary>
    public const double Linear = 1;

    /// <summary>√2.</summary>
    public const double Relu = 1.4142135623730951;

    /// <summary>5/3.</summary>
    public const double Tanh = 5.0 / 3.0;

    /// <summary>√(2/(1 + slope²)).</summary>
    public static double LeakyRelu(double slope) => Math.Sqrt(2 / (1 + (slope * slope)));
}
