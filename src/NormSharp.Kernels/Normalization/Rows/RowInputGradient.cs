using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization.Rows;

/// <summary>
/// dx = invStd·(g − mean(g) − x̂·mean(g·x̂)) of one row as scale·g + slope·(x − center) + offset; g stands where dx goes.
/// </summary>
internal readonly unsafe struct RowInputGradient : IElementBody
{
    private readonly float* _x;
    private readonly float* _dx;
    private readonly float _center;
    private readonly float _scale;
    private readonly float _slope;
    private readonly float _offset;

    public RowInputGradient(RowParameters parameters, int row, RowGradientData data, double sumG, double sumGXHat)
    {
        double mean = parameters.Mean[row];
        double invStd = parameters.InvStd[row];
        double slope = -invStd * invStd * sumGXHat / data.Length;
        _x = data.X;
        _dx = data.Dx;
        _center = (float)mean;
        _scale = (float)invStd;
        _slope = (float)slope;
        _offset = (float)((-invStd * sumG / data.Length) - (slope * ChannelCoefficients.Remainder(mean)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TS, TV, TLanes>(int i, TLanes lanes)
        where TS : struct, ISimd<TV>
        where TV : struct
        where TLanes : struct, ILanes<TV>
    {
        TV d = TS.Subtract(lanes.Load(_x + i), TS.Broadcast(_center));
        TV correction = TS.MultiplyAdd(TS.Broadcast(_slope), d, TS.Broadcast(_offset));
        lanes.Store(TS.MultiplyAdd(TS.Broadcast(_scale), lanes.Load(_dx + i), correction), _dx + i);
    }
}
