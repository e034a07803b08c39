using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization.Rows;

/// <summary>x̂ = (x − center)·scale + shift of one row, and z = γ·x̂ + β.</summary>
/// <remarks>The center is μ rounded to a float, so that x − center is exact near the mean; what μ lost goes into the shift.</remarks>
internal readonly unsafe struct RowAffine
{
    private readonly float* _gamma;
    private readonly float* _beta;
    private readonly float _center;
    private readonly float _scale;
    private readonly float _shift;

    public RowAffine(RowParameters parameters, int row)
    {
        double mean = parameters.Mean[row];
        _gamma = parameters.Gamma;
        _beta = parameters.Beta;
        _center = (float)mean;
        _scale = (float)parameters.InvStd[row];
        _shift = (float)(-ChannelCoefficients.Remainder(mean) * parameters.InvStd[row]);
    }

    /// <summary>x̂.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV XHat<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.MultiplyAdd(TS.Subtract(x, TS.Broadcast(_center)), TS.Broadcast(_scale), TS.Broadcast(_shift));

    /// <summary>γ·x̂ + β.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV, TLanes>(int i, TLanes lanes, TV xHat)
        where TS : struct, ISimd<TV>
        where TV : struct
        where TLanes : struct, ILanes<TV>
    {
        TV z = Scale<TS, TV, TLanes>(i, lanes, xHat);
        return _beta == null ? z : TS.Add(z, lanes.Load(_beta + i));
    }

    /// <summary>γ·v.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Scale<TS, TV, TLanes>(int i, TLanes lanes, TV v)
        where TS : struct, ISimd<TV>
        where TV : struct
        where TLanes : struct, ILanes<TV> =>
        _gamma == null ? v : TS.Multiply(v, lanes.Load(_gamma + i));
}
