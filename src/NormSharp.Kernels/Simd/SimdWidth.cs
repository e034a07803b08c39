namespace NormSharp.Kernels.Simd;

/// <summary>The vectors that <see cref="SimdLoop"/> chooses on this machine.</summary>
internal static class SimdWidth
{
    /// <summary>Floats in the widest vector.</summary>
    public static int Count => Simd512.IsSupported ? Simd512.Count : Simd256.IsSupported ? Simd256.Count : Simd128.Count;

    /// <summary>Vector registers of that width.</summary>
    public static int Registers => Simd512.IsSupported ? Simd512.Registers : Simd256.IsSupported ? Simd256.Registers : Simd128.Registers;
}
