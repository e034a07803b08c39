using System.Runtime.CompilerServices;
using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise;

/// <summary>
/// dx = f′(x)·dy: the pass that unary operations and activations share. Reads dy and whichever of x and y the function needs, and
/// writes dx.
/// </summary>
internal readonly unsafe ref struct EpilogueGradient : IEpilogueVisitor
{
    private readonly ThreadTeam _team;
    private readonly ReadOnlySpan<float> _x;
    private readonly ReadOnlySpan<float> _y;
    private readonly ReadOnlySpan<float> _dy;
    private readonly Span<float> _dx;

    public EpilogueGradient(ThreadTeam team, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx)
    {
        Guard.Length(dx.Length, dy.Length, nameof(dx));
        Guard.SameOrApart(x, dx, nameof(dx));
        Guard.SameOrApart(y, dx, nameof(dx));
        Guard.SameOrApart(dy, dx, nameof(dx));
        _team = team;
        _x = x;
        _y = y;
        _dy = dy;
        _dx = dx;
    }

    public void Visit<TEpilogue>(TEpilogue epilogue)
        where TEpilogue : unmanaged, IEpilogue
    {
        if (TEpilogue.GradientNeedsInput)
        {
            Guard.Length(_x.Length, _dy.Length, "x");
        }

        if (TEpilogue.GradientNeedsOutput)
        {
            Guard.Length(_y.Length, _dy.Length, "y");
        }

        fixed (float* x = _x, y = _y, dy = _dy, dx = _dx)
        {
            _team.ForElements(_dy.Length, new Body<TEpilogue>(epilogue, x, y, dy, dx));
        }
    }

    private readonly struct Body<TEpilogue>(TEpilogue epilogue, float* x, float* y, float* dy, float* dx) : IElementBody
        where TEpilogue : unmanaged, IEpilogue
    {
        private readonly TEpilogue _epilogue = epilogue;
        private readonly float* _x = x;
        private readonly float* _y = y;
        private readonly float* _dy = dy;
        private readonly float* _dx = dx;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<TS, TV, TLanes>(int i, TLanes lanes)
            where TS : struct, ISimd<TV>
            where TV : struct
            where TLanes : struct, ILanes<TV>
        {
            TV x = TEpilogue.GradientNeedsInput ? lanes.Load(_x + i) : TS.Zero;
            TV y = TEpilogue.GradientNeedsOutput ? lanes.Load(_y + i) : TS.Zero;
            lanes.Store(_epilogue.Gradient<TS, TV>(x, y, lanes.Load(_dy + i)), _dx + i);
        }
    }
}
