using System.Runtime.CompilerServices;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise;

/// <summary>
/// Chooses between two inputs. Reads 12 and writes 4 bytes a number. Reference twin: <see cref="Reference.ReferenceBinary.Select"/>.
/// </summary>
internal static unsafe class SelectKernel
{
    /// <summary>y = a where the mask is not 0 (NaN included), b where it is 0.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="mask">The condition, such as a comparison's 1 and 0.</param>
    /// <param name="a">Taken where the mask is not 0.</param>
    /// <param name="b">Taken where the mask is 0.</param>
    /// <param name="y">The output; may be the same memory as any input.</param>
    /// <exception cref="ArgumentException">The lengths differ, or y overlaps an input shifted.</exception>
    public static void Apply(ThreadTeam team, ReadOnlySpan<float> mask, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
    {
        Guard.Length(mask.Length, y.Length, nameof(mask));
        Guard.Length(a.Length, y.Length, nameof(a));
        Guard.Length(b.Length, y.Length, nameof(b));
        Guard.SameOrApart(mask, y, nameof(y));
        Guard.SameOrApart(a, y, nameof(y));
        Guard.SameOrApart(b, y, nameof(y));
        fixed (float* pm = mask, pa = a, pb = b, py = y)
        {
            team.ForElements(y.Length, new Body(pm, pa, pb, py));
        }
    }

    private readonly struct Body(float* mask, float* a, float* b, float* y) : IElementBody
    {
        private readonly float* _mask = mask;
        private readonly float* _a = a;
        private readonly float* _b = b;
        private readonly float* _y = y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<TS, TV, TLanes>(int i, TLanes lanes)
            where TS : struct, ISimd<TV>
            where TV : struct
            where TLanes : struct, ILanes<TV> =>
            lanes.Store(TS.Select(TS.Equal(lanes.Load(_mask + i), TS.Zero), lanes.Load(_b + i), lanes.Load(_a + i)), _y + i);
    }
}
