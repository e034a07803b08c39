namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>
/// The points 0, ±<see cref="A"/>, ±<see cref="B"/> and ∞ at which F(4×4, 3×3) evaluates its polynomials.
/// </summary>
/// <remarks>
/// The textbook's points 0, ±1, ±2, ∞ need fewer multiplications and lose more digits: over 64 channels of uniform numbers the result is
/// off by 1.7·10⁻⁶ of its norm, with these points by 0.75·10⁻⁶, by a plain sum of products by 0.4·10⁻⁶. All numbers here are exact
/// in float.
/// </remarks>
internal static class WinogradPoints
{
    /// <summary>How many points there are: a tile of 4 outputs and 3 taps spans 6 inputs.</summary>
    public const int Count = 6;

    /// <summary>Outputs of a tile in each direction.</summary>
    public const int Tile = 4;

    /// <summary>Taps of the filter in each direction.</summary>
    public const int Taps = 3;

    /// <summary>Products of a tile: a point in each direction.</summary>
    public const int Products = Count * Count;

    /// <summary>The inner pair of points.</summary>
    public const float A = 0.625f;

    /// <summary>The outer pair of points.</summary>
    public const float B = 1.5f;

    /// <summary>A².</summary>
    public const float A2 = A * A;

    /// <summary>B².</summary>
    public const float B2 = B * B;
}
