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
    /// <remarks>
    /// Lines of the side whose lines lie further apart are finished one after the other: at a distance of a power of two they compete for
    /// the same few lines of the cache.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Matrix(float* source, nint sourceStride, int rows, int columns, float* target, nint targetStride)
    {
        int wholeColumns = columns & ~3;
        int done = 0;
        if (Avx512F.IsSupported)
        {
            done = rows & ~15;
            Blocks<TransposeBlocks.Sixteen>(source, sourceStride, done, wholeColumns, target, targetStride);
        }

        if (Avx.IsSupported && rows - done >= 8)
        {
            int eights = (rows - done) & ~7;
            Blocks<TransposeBlocks.Eight>(source + (done * sourceStride), sourceStride, eights, wholeColumns, target + done, targetStride);
            done += eights;
        }

        int fours = (rows - done) & ~3;
        Blocks<TransposeBlocks.Quarter>(source + (done * sourceStride), sourceStride, fours, wholeColumns, target + done, targetStride);
        done += fours;
        OneByOne(source + wholeColumns, sourceStride, done, columns - wholeColumns, target + (wholeColumns * targetStride), targetStride);
        OneByOne(source + (done * sourceStride), sourceStride, rows - done, columns, target + done, targetStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Blocks<TBlock>(float* source, nint sourceStride, int rows, int columns, float* target, nint targetStride)
        where TBlock : struct, TransposeBlocks.IBlock
    {
        if (targetStride > sourceStride)
        {
            for (nint column = 0; column < columns; column += 4)
            {
                for (nint row = 0; row < rows; row += TBlock.Rows)
                {
                    TBlock.Run(source + (row * sourceStride) + column, sourceStride, target + (column * targetStride) + row, targetStride);
                }
            }
        }
        else
        {
            for (nint row = 0; row < rows; row += TBlock.Rows)
            {
                for (nint column = 0; column < columns; column += 4)
                {
                    TBlock.Run(source + (row * sourceStride) + column, sourceStride, target + (column * targetStride) + row, targetStride);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneByOne(float* source, nint sourceStride, int rows, int columns, float* target, nint targetStride)
    {
        for (nint row = 0; row < rows; row++)
        {
            for (nint column = 0; column < columns; column++)
            {
                target[(column * targetStride) + row] = source[(row * sourceStride) + column];
            }
        }
    }

    /// <summary>a₀, b₀, a₁, b₁.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ZipLow(Vector128<float> a, Vector128<float> b)
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
