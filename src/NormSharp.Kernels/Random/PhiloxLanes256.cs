using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NormSharp.Kernels.Random;

/// <summary>4 blocks at once: AVX2.</summary>
internal readonly unsafe struct PhiloxLanes256 : IPhiloxLanes<Vector256<ulong>>
{
    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Broadcast(ulong value) => Vector256.Create(value);

    // Unpacking works on a block pair in each 128 bits: the lower of each pair are blocks 0 and 1, the upper 2 and 3.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Counters(ulong first) => Vector256.Create(first) + Vector256.Create(0UL, 2, 1, 3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> MultiplyLow(Vector256<ulong> a, Vector256<ulong> b) => Avx2.Multiply(a.AsUInt32(), b.AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Xor(Vector256<ulong> a, Vector256<ulong> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> ShiftRight(Vector256<ulong> a) => a >>> 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Pack(Vector256<ulong> a, Vector256<ulong> b) => (a & Vector256.Create(0xFFFF_FFFFUL)) | (b << 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreUniform(Vector256<ulong> words01, Vector256<ulong> words23, float* destination)
    {
        Uniform(Avx2.UnpackLow(words01, words23)).Store(destination);
        Uniform(Avx2.UnpackHigh(words01, words23)).Store(destination + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Uniform(Vector256<ulong> words) =>
        Vector256.ConvertToSingle((words.AsUInt32() >>> 8).AsInt32()) * Vector256.Create(1f / (1 << 24));
}
