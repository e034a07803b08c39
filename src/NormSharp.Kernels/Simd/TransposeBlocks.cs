using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NormSharp.Kernels.Simd;

/// <summary>
/// Blocks of four columns. Each quarter of a vector takes four numbers of a row, rows four apart side by side, so that four rows by four
/// columns change places in every quarter at once and whole vectors are stored.
/// </summary>
internal static unsafe class TransposeBlocks
{
    /// <summary>A transposition of some rows by four columns.</summary>
    public interface IBlock
    {
        static abstract int Rows { get; }

        static abstract void Run(float* source, nint sourceStride, float* target, nint targetStride);
    }

    public readonly struct Quarter : IBlock
    {
        public static int Rows => 4;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(float* source, nint sourceStride, float* target, nint targetStride) =>
            Transpose.Four(source, sourceStride, target, targetStride);
    }

    public readonly struct Eight : IBlock
    {
        public static int Rows => 8;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(float* source, nint sourceStride, float* target, nint targetStride)
        {
            nint apart = 4 * sourceStride;
            float* second = source + sourceStride;
            float* third = second + sourceStride;
            float* fourth = third + sourceStride;
            Vector256<float> a = Rows8(source, apart);
            Vector256<float> b = Rows8(second, apart);
            Vector256<float> c = Rows8(third, apart);
            Vector256<float> d = Rows8(fourth, apart);
            Vector256<float> acLow = Avx.UnpackLow(a, c);
            Vector256<float> acHigh = Avx.UnpackHigh(a, c);
            Vector256<float> bdLow = Avx.UnpackLow(b, d);
            Vector256<float> bdHigh = Avx.UnpackHigh(b, d);
            Avx.UnpackLow(acLow, bdLow).Store(target);
            target += targetStride;
            Avx.UnpackHigh(acLow, bdLow).Store(target);
            target += targetStride;
            Avx.UnpackLow(acHigh, bdHigh).Store(target);
            target += targetStride;
            Avx.UnpackHigh(acHigh, bdHigh).Store(target);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<float> Rows8(float* source, nint apart) =>
            Avx.InsertVector128(Vector128.Load(source).ToVector256Unsafe(), Vector128.Load(source + apart), 1);
    }

    public readonly struct Sixteen : IBlock
    {
        public static int Rows => 16;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(float* source, nint sourceStride, float* target, nint targetStride)
        {
            nint apart = 4 * sourceStride;
            float* second = source + sourceStride;
            float* third = second + sourceStride;
            float* fourth = third + sourceStride;
            Vector512<float> a = Rows16(source, apart);
            Vector512<float> b = Rows16(second, apart);
            Vector512<float> c = Rows16(third, apart);
            Vector512<float> d = Rows16(fourth, apart);
            Vector512<float> acLow = Avx512F.UnpackLow(a, c);
            Vector512<float> acHigh = Avx512F.UnpackHigh(a, c);
            Vector512<float> bdLow = Avx512F.UnpackLow(b, d);
            Vector512<float> bdHigh = Avx512F.UnpackHigh(b, d);
            Avx512F.UnpackLow(acLow, bdLow).Store(target);
            target += targetStride;
            Avx512F.UnpackHigh(acLow, bdLow).Store(target);
            target += targetStride;
            Avx512F.UnpackLow(acHigh, bdHigh).Store(target);
            target += targetStride;
            Avx512F.UnpackHigh(acHigh, bdHigh).Store(target);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<float> Rows16(float* source, nint apart)
        {
            float* upper = source + (2 * apart);
            Vector512<float> rows = Vector128.Load(source).ToVector256Unsafe().ToVector512Unsafe();
            rows = Avx512F.InsertVector128(rows, Vector128.Load(source + apart), 1);
            rows = Avx512F.InsertVector128(rows, Vector128.Load(upper), 2);
            return Avx512F.InsertVector128(rows, Vector128.Load(upper + apart), 3);
        }
    }
}
