using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NormSharp.Kernels.Simd;

/// <summary>
/// Six planes as positions of six numbers, and back, for AVX-512: two planes' numbers become pairs, and three vectors of pairs are threaded
/// into each other. Transposing four by four leaves two planes over.
/// </summary>
internal static unsafe class SixPlanes
{
    /// <summary>Planes.</summary>
    public const int Count = 6;

    /// <summary>Positions at a time.</summary>
    private const int Block = 16;

    private const MethodImplOptions Kernel = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    /// <summary>Whether this machine has what it takes.</summary>
    public static bool IsSupported => Avx512F.IsSupported && Vector512.IsHardwareAccelerated;

    /// <summary>joined[position, i] = planes[i, position].</summary>
    /// <param name="planes">The first plane.</param>
    /// <param name="plane">Floats from one plane to the next.</param>
    /// <param name="positions">How many positions.</param>
    /// <param name="joined">Six numbers a position.</param>
    [MethodImpl(Kernel)]
    public static void Join(float* planes, nint plane, int positions, float* joined)
    {
        var lower = Vector512.Create(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        var upper = Vector512.Create(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        float* fourth = planes + (3 * plane);
        int done = 0;
        for (; done + Block <= positions; done += Block)
        {
            var p0 = Vector512.Load(planes);
            var p1 = Vector512.Load(planes + plane);
            var p2 = Vector512.Load(planes + (2 * plane));
            var p3 = Vector512.Load(fourth);
            var p4 = Vector512.Load(fourth + plane);
            var p5 = Vector512.Load(fourth + (2 * plane));
            Thread(Pairs(p0, lower, p1), Pairs(p2, lower, p3), Pairs(p4, lower, p5), joined);
            Thread(Pairs(p0, upper, p1), Pairs(p2, upper, p3), Pairs(p4, upper, p5), joined + (Count * Block / 2));
            planes += Block;
            fourth += Block;
            joined += Count * Block;
        }

        if (done < positions)
        {
            Transpose.Matrix(planes, plane, Count, positions - done, joined, Count);
        }
    }

    /// <summary>planes[i, position] = joined[position, i].</summary>
    /// <param name="joined">Six numbers a position.</param>
    /// <param name="positions">How many positions.</param>
    /// <param name="planes">The first plane.</param>
    /// <param name="plane">Floats from one plane to the next.</param>
    [MethodImpl(Kernel)]
    public static void Separate(float* joined, int positions, float* planes, nint plane)
    {
        var firstTwo = Vector512.Create(0L, 3, 6, 9, 12, 15, 0, 0);
        var firstThree = Vector512.Create(0L, 1, 2, 3, 4, 5, 10, 13);
        var secondTwo = Vector512.Create(1L, 4, 7, 10, 13, 0, 0, 0);
        var secondThree = Vector512.Create(0L, 1, 2, 3, 4, 8, 11, 14);
        var thirdTwo = Vector512.Create(2L, 5, 8, 11, 14, 0, 0, 0);
        var thirdThree = Vector512.Create(0L, 1, 2, 3, 4, 9, 12, 15);
        float* fourth = planes + (3 * plane);
        int done = 0;
        for (; done + Block <= positions; done += Block)
        {
            Vector512<double> a = Vector512.Load(joined).AsDouble();
            Vector512<double> b = Vector512.Load(joined + 16).AsDouble();
            Vector512<double> c = Vector512.Load(joined + 32).AsDouble();
            Vector512<double> d = Vector512.Load(joined + 48).AsDouble();
            Vector512<double> e = Vector512.Load(joined + 64).AsDouble();
            Vector512<double> f = Vector512.Load(joined + 80).AsDouble();
            Halve(Take(a, firstTwo, b, firstThree, c), Take(d, firstTwo, e, firstThree, f), planes, plane);
            Halve(Take(a, secondTwo, b, secondThree, c), Take(d, secondTwo, e, secondThree, f), planes + (2 * plane), plane);
            Halve(Take(a, thirdTwo, b, thirdThree, c), Take(d, thirdTwo, e, thirdThree, f), fourth + plane, plane);
            planes += Block;
            fourth += Block;
            joined += Count * Block;
        }

        if (done < positions)
        {
            Transpose.Matrix(joined, Count, positions - done, Count, planes, plane);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Pairs(Vector512<float> first, Vector512<int> order, Vector512<float> second) =>
        Avx512F.PermuteVar16x32x2(first, order, second).AsDouble();

    /// <summary>a₀, b₀, c₀, a₁, b₁, c₁, … of pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Thread(Vector512<double> a, Vector512<double> b, Vector512<double> c, float* target)
    {
        Vector512<double> two = Avx512F.PermuteVar8x64x2(a, Vector512.Create(0L, 8, 0, 1, 9, 0, 2, 10), b);
        Avx512F.PermuteVar8x64x2(two, Vector512.Create(0L, 1, 8, 3, 4, 9, 6, 7), c).AsSingle().Store(target);
        two = Avx512F.PermuteVar8x64x2(a, Vector512.Create(0L, 3, 11, 0, 4, 12, 0, 5), b);
        Avx512F.PermuteVar8x64x2(two, Vector512.Create(10L, 1, 2, 11, 4, 5, 12, 7), c).AsSingle().Store(target + 16);
        two = Avx512F.PermuteVar8x64x2(a, Vector512.Create(13L, 0, 6, 14, 0, 7, 15, 0), b);
        Avx512F.PermuteVar8x64x2(two, Vector512.Create(0L, 13, 2, 3, 14, 5, 6, 15), c).AsSingle().Store(target + 32);
    }

    /// <summary>Every third pair of three vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Take(
        Vector512<double> a, Vector512<long> two, Vector512<double> b, Vector512<long> three, Vector512<double> c) =>
        Avx512F.PermuteVar8x64x2(Avx512F.PermuteVar8x64x2(a, two, b), three, c);

    /// <summary>The first and the second of every pair.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Halve(Vector512<double> a, Vector512<double> b, float* first, nint plane)
    {
        Simd512.EvenLanes(a.AsSingle(), b.AsSingle()).Store(first);
        Simd512.OddLanes(a.AsSingle(), b.AsSingle()).Store(first + plane);
    }
}
