using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NormSharp.Kernels.Elementwise.Strides;

/// <summary>The transpose of 8 by 8 floats in registers, for AVX.</summary>
internal static unsafe class Transpose8x8
{
    /// <summary>destination[j, i] = source[i, j] for i and j from 0 to 7; strides are from row to row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* source, nint sourceStride, float* destination, nint destinationStride)
    {
        // Rows i and i + 4 share a register, so that what is left is 4 by 4 within each half.
        // each i from 0 to 3:
        //     Vector256<float> a{i} = Halves(source{+ i sourceStride}, source{+ i + 4 sourceStride});
        Vector256<float> a0 = Halves(source, source + (4 * sourceStride));
        Vector256<float> a1 = Halves(source + sourceStride, source + (5 * sourceStride));
        Vector256<float> a2 = Halves(source + (2 * sourceStride), source + (6 * sourceStride));
        Vector256<float> a3 = Halves(source + (3 * sourceStride), source + (7 * sourceStride));
        // end
        FourRows(a0, a1, a2, a3, destination, destinationStride);

        // each i from 0 to 3:
        //     a{i} = Halves(source{+ i sourceStride} + 4, source{+ i + 4 sourceStride} + 4);
        a0 = Halves(source + 4, source + (4 * sourceStride) + 4);
        a1 = Halves(source + sourceStride + 4, source + (5 * sourceStride) + 4);
        a2 = Halves(source + (2 * sourceStride) + 4, source + (6 * sourceStride) + 4);
        a3 = Halves(source + (3 * sourceStride) + 4, source + (7 * sourceStride) + 4);
        // end
        FourRows(a0, a1, a2, a3, destination + (4 * destinationStride), destinationStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Halves(float* lower, float* upper) =>
        Vector256.Create(Vector128.Load(lower), Vector128.Load(upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(
        Vector256<float> a0, Vector256<float> a1, Vector256<float> a2, Vector256<float> a3, float* destination, nint stride)
    {
        Vector256<double> low01 = Avx.UnpackLow(a0, a1).AsDouble();
        Vector256<double> high01 = Avx.UnpackHigh(a0, a1).AsDouble();
        Vector256<double> low23 = Avx.UnpackLow(a2, a3).AsDouble();
        Vector256<double> high23 = Avx.UnpackHigh(a2, a3).AsDouble();
        Avx.UnpackLow(low01, low23).AsSingle().Store(destination);
        Avx.UnpackHigh(low01, low23).AsSingle().Store(destination + stride);
        Avx.UnpackLow(high01, high23).AsSingle().Store(destination + (2 * stride));
        Avx.UnpackHigh(high01, high23).AsSingle().Store(destination + (3 * stride));
    }
}
