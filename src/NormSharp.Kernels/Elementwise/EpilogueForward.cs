using System.Runtime.CompilerServices;
using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise;

/// <summary>y = f(x): the pass that unary operations and activations share. Reads 4 and writes 4 bytes a number.</summary>
internal readonly unsafe ref struct EpilogueForward : IEpilogueVisitor
{
    private readonly ThreadTeam _team;
    private readonly ReadOnlySpan<float> _x;
    private readonly Span<float> _y;

    public EpilogueForward(ThreadTeam team, ReadOnlySpan<float> x, Span<float> y)
    {
        Guard.Length(y.Length, x.Length, nameof(y));
        Guard.SameOrApart(x, y, nameof(y));
        _team = team;
        _x = x;
        _y = y;
    }

    public void Visit<TEpilogue>(TEpilogue epilogue)
        where TEpilogue : unmanaged, IEpilogue
    {
        fixed (float* x = _x, y = _y)
        {
            _team.ForElements(_x.Length, new Body<TEpilogue>(epilogue, x, y));
        }
    }

    private readonly struct Body<TEpilogue>(TEpilogue epilogue, float* x, float* y) : IElementBody
        where TEpilogue : unmanaged, IEpilogue
    {
        private readonly TEpilogue _epilogue = epilogue;
        private readonly float* _x = x;
        private readonly float* _y = y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<TS, TV, TLanes>(int i, TLanes lanes)
            where TS : struct, ISimd<TV>
            where TV : struct
            where TLanes : struct, ILanes<TV> =>
            lanes.Store(_epilogue.Forward<TS, TV>(lanes.Load(_x + i)), _y + i);
    }
}
