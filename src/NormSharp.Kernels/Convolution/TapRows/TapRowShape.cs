namespace NormSharp.Kernels.Convolution.TapRows;

/// <summary>The register block of a row of taps.</summary>
internal static class TapRowShape
{
    /// <summary>Columns of outputs that a block takes at once.</summary>
    public const int Columns = 8;

    /// <summary>Floats of a vector: the micro-kernel is written for AVX-512.</summary>
    public const int Lanes = 16;

    /// <summary>Vectors of a row of taps.</summary>
    public const int Vectors = 2;

    /// <summary>Numbers of a row of taps: what two vectors hold.</summary>
    public const int Width = Vectors * Lanes;
}
