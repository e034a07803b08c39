using System.Runtime.CompilerServices;
using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization.Rows;

/// <summary>
/// g = γ·f′(z)·dy of one row, kept in dx; adds g and g·x̂ to the row's sums, and dz·x̂ and dz to the block's shares of dγ and dβ.
/// Lanes beyond the end have dy = 0 and so add nothing.
/// </summary>
internal readonly unsafe struct RowGradientTerm<TEpilogue>(TEpilogue epilogue, RowAffine affine, RowGradientData data)
    where TEpilogue : unmanaged, IEpilogue
{
    private readonly TEpilogue _epilogue = epilogue;
    private readonly RowAffine _affine = affine;
    private readonly RowGradientData _data = data;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TS, TV, TLanes>(int i, TLanes lanes, ref TV sumG, ref TV sumGXHat)
        where TS : struct, ISimd<TV>
        where TV : struct
        where TLanes : struct, ILanes<TV>
    {
        TV xHat = _affine.XHat<TS, TV>(lanes.Load(_data.X + i));
        TV dz = ThroughActivation<TS, TV, TLanes>(i, lanes, xHat, lanes.Load(_data.Dy + i));
        if (_data.GammaShare != null)
        {
            lanes.Store(TS.MultiplyAdd(dz, xHat, lanes.Load(_data.GammaShare + i)), _data.GammaShare + i);
        }

        if (_data.BetaShare != null)
        {
            lanes.Store(TS.Add(dz, lanes.Load(_data.BetaShare + i)), _data.BetaShare + i);
        }

        TV g = _affine.Scale<TS, TV, TLanes>(i, lanes, dz);
        sumG = TS.Add(sumG, g);
        sumGXHat = TS.MultiplyAdd(g, xHat, sumGXHat);
        lanes.Store(g, _data.Dx + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TV ThroughActivation<TS, TV, TLanes>(int i, TLanes lanes, TV xHat, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct
        where TLanes : struct, ILanes<TV>
    {
        if (typeof(TEpilogue) == typeof(Identity))
        {
            return dy;
        }

        if (!TEpilogue.GradientNeedsInput && typeof(TEpilogue) != typeof(Relu))
        {
            return _epilogue.Gradient<TS, TV>(TS.Zero, lanes.Load(_data.Y + i), dy);
        }

        // Where f′ needs y and y is cheap (ReLU), z serves: one pass over memory less.
        TV z = _affine.Apply<TS, TV, TLanes>(i, lanes, xHat);
        return _epilogue.Gradient<TS, TV>(z, typeof(TEpilogue) == typeof(Relu) ? _epilogue.Forward<TS, TV>(z) : z, dy);
    }
}
