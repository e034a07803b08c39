namespace NormSharp.Kernels.Simd;

/// <summary>The vector width that <see cref="SimdLoop"/> chooses on this machine.</summary>
internal static class SimdWidth
{
    /// <summary>Floats in the widest vector.</summary>
    public static int Count => Simd512.IsSupported ? Simd512.Count : Simd256.IsSupported ? Simd256.Count : Simd128.Count;
}
