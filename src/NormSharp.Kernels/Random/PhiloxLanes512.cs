using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NormSharp.Kernels.Random;

/// <summary>8 blocks at once: AVX-512.</summary>
internal readonly unsafe struct PhiloxLanes512 : IPhiloxLanes<Vector512<ulong>>
{
    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Broadcast(ulong value) => Vector512.Create(value);

    // Unpacking works on a block pair in each 128 bits: the lower of each pair are blocks 0 to 3, the upper 4 to 7.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Counters(ulong first) => Vector512.Create(first) + Vector512.Create(0UL, 4, 1, 5, 2, 6, 3, 7);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> MultiplyLow(Vector512<ulong> a, Vector512<ulong> b) => Avx512F.Multiply(a.AsUInt32(), b.AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Xor(Vector512<ulong> a, Vector512<ulong> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> ShiftRight(Vector512<ulong> a) => a >>> 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Pack(Vector512<ulong> a, Vector512<ulong> b) => (a & Vector512.Create(0xFFFF_FFFFUL)) | (b << 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreUniform(Vector512<ulong> words01, Vector512<ulong> words23, float* destination)
    {
        Uniform(Avx512F.UnpackLow(words01, words23)).Store(destination);
        Uniform(Avx512F.UnpackHigh(words01, words23)).Store(destination + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Uniform(Vector512<ulong> words) =>
        Vector512.ConvertToSingle((words.AsUInt32() >>> 8).AsInt32()) * Vector512.Create(1f / (1 << 24));
}
