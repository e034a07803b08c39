using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization.LocalResponse;

/// <summary>b = k + α/size·Σx² of one channel over a stretch of positions, and b^−β.</summary>
internal readonly unsafe struct ResponseBase
{
    private readonly ResponseWindow _window;
    private readonly float* _first;
    private readonly int _spatial;
    private readonly int _count;
    private readonly float _weight;

    /// <param name="window">The constants.</param>
    /// <param name="planes">The extent of x.</param>
    /// <param name="x">The stretch's place in channel 0.</param>
    /// <param name="channel">The channel in the middle.</param>
    public ResponseBase(ResponseWindow window, Planes planes, float* x, int channel)
    {
        int first = int.Max(0, channel - window.Before);
        _window = window;
        _first = x + ((nint)first * planes.Spatial);
        _spatial = planes.Spatial;
        _count = int.Min(planes.Channels - 1, channel + window.After) - first + 1;
        _weight = window.Alpha / window.Size;
    }

    /// <summary>b at the positions from i on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV At<TS, TV, TLanes>(int i, TLanes lanes)
        where TS : struct, ISimd<TV>
        where TV : struct
        where TLanes : struct, ILanes<TV>
    {
        TV sum = TS.Zero;
        float* x = _first + i;
        for (int c = 0; c < _count; c++, x += _spatial)
        {
            TV v = lanes.Load(x);
            sum = TS.MultiplyAdd(v, v, sum);
        }

        return TS.MultiplyAdd(sum, TS.Broadcast(_weight), TS.Broadcast(_window.K));
    }

    /// <summary>b^−β; by roots for the usual β = ¾, where nothing is lost to the logarithm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Power<TS, TV>(TV b)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        if (_window.Beta == 0.75f)
        {
            TV root = TS.Sqrt(b);
            return TS.Divide(TS.Broadcast(1f), TS.Multiply(root, TS.Sqrt(root)));
        }

        return VectorMath.Exp<TS, TV>(TS.Multiply(TS.Broadcast(-_window.Beta), VectorMath.Log<TS, TV>(b)));
    }
}
