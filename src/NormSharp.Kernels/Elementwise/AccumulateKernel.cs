using System.Runtime.CompilerServices;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise;

/// <summary>
/// y += scale·x. Reads 8 and writes 4 bytes a number. Reference twin: <see cref="Reference.ReferenceBinary.Accumulate"/>.
/// </summary>
internal static unsafe class AccumulateKernel
{
    /// <summary>y += scale·x, rounded once where the machine has a fused instruction.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="scale">The factor.</param>
    /// <param name="x">What is added.</param>
    /// <param name="y">What it is added to, as long as <paramref name="x"/>; may be <paramref name="x"/> itself.</param>
    /// <exception cref="ArgumentException">The lengths differ, or x and y overlap shifted.</exception>
    public static void Apply(ThreadTeam team, float scale, ReadOnlySpan<float> x, Span<float> y)
    {
        Guard.Length(y.Length, x.Length, nameof(y));
        Guard.SameOrApart(x, y, nameof(y));
        fixed (float* px = x, py = y)
        {
            team.ForElements(x.Length, new Body(scale, px, py));
        }
    }

    private readonly struct Body(float scale, float* x, float* y) : IElementBody
    {
        private readonly float _scale = scale;
        private readonly float* _x = x;
        private readonly float* _y = y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<TS, TV, TLanes>(int i, TLanes lanes)
            where TS : struct, ISimd<TV>
            where TV : struct
            where TLanes : struct, ILanes<TV> =>
            lanes.Store(TS.MultiplyAdd(TS.Broadcast(_scale), lanes.Load(_x + i), lanes.Load(_y + i)), _y + i);
    }
}
