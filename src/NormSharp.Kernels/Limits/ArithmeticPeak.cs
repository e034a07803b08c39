using System.Runtime.CompilerServices;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Limits;

/// <summary>
/// Multiply-adds from registers to registers: the fastest arithmetic that these threads can do, to judge other kernels by.
/// </summary>
/// <remarks>
/// Twelve independent chains cover the latency of the multiply-add units and fit the 16 registers of AVX2. Nothing is read from memory.
/// Without a fused instruction (128 bits on x86) a multiply-add is a multiplication and an addition, and still counts two operations.
/// </remarks>
internal static unsafe class ArithmeticPeak
{
    private const int Chains = 12;
    private const int Cell = 64;

    /// <summary>Every thread of the team makes as many rounds of multiply-adds, at the widest vectors of this machine.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="rounds">Rounds a thread; a round is twelve vector multiply-adds.</param>
    /// <returns>Floating-point operations in all: two a multiply-add and lane.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rounds"/> is below 1.</exception>
    public static double Run(ThreadTeam team, int rounds)
    {
        ArgumentNullException.ThrowIfNull(team);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        float* sums = team.SharedScratch((nuint)(team.Threads * Cell));
        team.ForSimd(team.Threads, new Body(rounds, sums));
        return 2.0 * Chains * SimdWidth.Count * rounds * team.Threads;
    }

    private readonly struct Body(int rounds, float* sums) : ISimdBody
    {
        private readonly int _rounds = rounds;
        private readonly float* _sums = sums;

        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct => Spin<TS, TV>(_rounds, _sums + (index * Cell));

        // Each chain tends to 2, far from infinities and subnormal numbers, which some processors compute more slowly.
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private static void Spin<TS, TV>(int rounds, float* sum)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            TV half = TS.Broadcast(0.5f);
            TV one = TS.Broadcast(1f);
            TV a = TS.Zero, b = TS.Zero, c = TS.Zero, d = TS.Zero, e = TS.Zero, f = TS.Zero;
            TV g = TS.Zero, h = TS.Zero, i = TS.Zero, j = TS.Zero, k = TS.Zero, l = TS.Zero;
            for (int round = 0; round < rounds; round++)
            {
                a = TS.MultiplyAdd(a, half, one);
                b = TS.MultiplyAdd(b, half, one);
                c = TS.MultiplyAdd(c, half, one);
                d = TS.MultiplyAdd(d, half, one);
                e = TS.MultiplyAdd(e, half, one);
                f = TS.MultiplyAdd(f, half, one);
                g = TS.MultiplyAdd(g, half, one);
                h = TS.MultiplyAdd(h, half, one);
                i = TS.MultiplyAdd(i, half, one);
                j = TS.MultiplyAdd(j, half, one);
                k = TS.MultiplyAdd(k, half, one);
                l = TS.MultiplyAdd(l, half, one);
            }

            TV left = TS.Add(TS.Add(TS.Add(a, b), TS.Add(c, d)), TS.Add(e, f));
            TV right = TS.Add(TS.Add(TS.Add(g, h), TS.Add(i, j)), TS.Add(k, l));
            TS.Store(TS.Add(left, right), sum);
        }
    }
}
