using System.Runtime.Intrinsics;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.TapRows;

/// <summary>Where the channels and columns of one row of taps nearly fill two vectors, so that they are computed side by side for each output.</summary>
internal static class TapRowShape
{
    /// <summary>Columns of outputs that a block takes at once.</summary>
    public const int Columns = 8;

    /// <summary>Vectors of a row of taps.</summary>
    public const int Vectors = 2;

    /// <summary>Numbers of a row of taps: what AVX-512 has in two vectors.</summary>
    public const int Width = Vectors * 16;

    /// <summary>Terms of one chain of multiply-adds.</summary>
    private const int MostTerms = 512;

    /// <summary>Whether <see cref="TapRowGradient"/> can run this at all.</summary>
    public static bool Fits(in ConvolutionGeometry g) =>
        Vector512.IsHardwareAccelerated
        && g is { StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1, PaddingWidth: 0 }
        && g.OutWidth % Columns == 0
        && g.InChannelsPerGroup <= Vector512<float>.Count
        && g.InChannelsPerGroup * g.KernelWidth <= Width;

    /// <summary>Whether it is faster than anything else, at any number of images: a batch gives the bits of its parts.</summary>
    public static bool Pays(in ConvolutionGeometry g) =>
        Fits(g)
        && SimdWidth.Count == Vector512<float>.Count
        && 4 * g.InChannelsPerGroup * g.KernelWidth > 3 * Width
        && g.OutChannelsPerGroup * g.KernelHeight <= MostTerms;
}
