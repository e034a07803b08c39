using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace NormSharp.Kernels.Simd;

/// <summary>Small transpositions in registers.</summary>
internal static unsafe class Transpose
{
    /// <summary>target[j, i] = source[i, j] for i and j below four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Four(float* source, nint sourceStride, float* target, nint targetStride)
    {
        Vector128<float> a = Vector128.Load(source);
        Vector128<float> b = Vector128.Load(source + sourceStride);
        Vector128<float> c = Vector128.Load(source + (2 * sourceStride));
        Vector128<float> d = Vector128.Load(source + (3 * sourceStride));
        Vector128<float> acLow = ZipLow(a, c);
        Vector128<float> acHigh = ZipHigh(a, c);
        Vector128<float> bdLow = ZipLow(b, d);
        Vector128<float> bdHigh = ZipHigh(b, d);
        ZipLow(acLow, bdLow).Store(target);
        ZipHigh(acLow, bdLow).Store(target + targetStride);
        ZipLow(acHigh, bdHigh).Store(target + (2 * targetStride));
        ZipHigh(acHigh, bdHigh).Store(target + (3 * targetStride));
    }

    /// <summary>target[j, i] = source[i, j] for any number of rows and columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Matrix(float* source, nint sourceStride, int rows, int columns, float* target, nint targetStride)
    {
        int row = 0;
        for (; row + 4 <= rows; row += 4)
        {
            float* lines = source + (row * sourceStride);
            int column = 0;
            for (; column + 4 <= columns; column += 4)
            {
                Four(lines + column, sourceStride, target + (column * targetStride) + row, targetStride);
            }

            for (; column < columns; column++)
            {
                for (int i = 0; i < 4; i++)
                {
                    target[(column * targetStride) + row + i] = lines[(i * sourceStride) + column];
                }
            }
        }

        for (; row < rows; row++)
        {
            float* line = source + (row * sourceStride);
            for (int column = 0; column < columns; column++)
            {
                target[(column * targetStride) + row] = line[column];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> a, Vector128<float> b)
    {
        if (Sse.IsSupported)
        {
            return Sse.UnpackLow(a, b);
        }

        return AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b) : Vector128.Create(a[0], b[0], a[1], b[1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> a, Vector128<float> b)
    {
        if (Sse.IsSupported)
        {
            return Sse.UnpackHigh(a, b);
        }

        return AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b) : Vector128.Create(a[2], b[2], a[3], b[3]);
    }
}
