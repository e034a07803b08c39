using System.Runtime.CompilerServices;
using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Elementwise;

/// <summary>y = f(a + b): the end of a residual block in one pass. Reads 8 and writes 4 bytes a number.</summary>
/// <remarks>
/// Elementwise, so the result is the same for any number of threads; the sum is rounded to float before f, as by two passes. y may be the
/// memory of an operand. Reference twins: <see cref="Reference.ReferenceBinary"/>, then <see cref="Reference.ReferenceActivation"/>.
/// </remarks>
internal static class AddActivationKernel
{
    /// <summary>y = f(a + b).</summary>
    /// <exception cref="ArgumentException">The lengths differ, or y overlaps an operand shifted.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="activation"/> is not a known function.</exception>
    public static void Apply(ThreadTeam team, Activation activation, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
    {
        var visitor = new Sum(team, a, b, y);
        activation.Dispatch(ref visitor);
    }

    private readonly unsafe ref struct Sum : IEpilogueVisitor
    {
        private readonly ThreadTeam _team;
        private readonly ReadOnlySpan<float> _a;
        private readonly ReadOnlySpan<float> _b;
        private readonly Span<float> _y;

        public Sum(ThreadTeam team, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
        {
            Guard.Length(a.Length, y.Length, nameof(a));
            Guard.Length(b.Length, y.Length, nameof(b));
            Guard.SameOrApart(a, y, nameof(y));
            Guard.SameOrApart(b, y, nameof(y));
            _team = team;
            _a = a;
            _b = b;
            _y = y;
        }

        public void Visit<TEpilogue>(TEpilogue epilogue)
            where TEpilogue : unmanaged, IEpilogue
        {
            fixed (float* a = _a, b = _b, y = _y)
            {
                _team.ForElements(_y.Length, new Body<TEpilogue>(epilogue, a, b, y));
            }
        }
    }

    private readonly unsafe struct Body<TEpilogue>(TEpilogue epilogue, float* a, float* b, float* y) : IElementBody
        where TEpilogue : unmanaged, IEpilogue
    {
        private readonly TEpilogue _epilogue = epilogue;
        private readonly float* _a = a;
        private readonly float* _b = b;
        private readonly float* _y = y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<TS, TV, TLanes>(int i, TLanes lanes)
            where TS : struct, ISimd<TV>
            where TV : struct
            where TLanes : struct, ILanes<TV> =>
            lanes.Store(_epilogue.Forward<TS, TV>(TS.Add(lanes.Load(_a + i), lanes.Load(_b + i))), _y + i);
    }
}
