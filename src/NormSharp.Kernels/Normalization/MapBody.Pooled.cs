using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <content>Planes whose dy is spread in registers.</content>
internal readonly unsafe partial struct MapBody<TTerm>
    where TTerm : unmanaged, IChannelTerm
{
    /// <summary>Whole planes that follow each other in memory.</summary>
    [MethodImpl(InnerLoop)]
    private void PooledPlanes(nint plane, int count)
    {
        PooledGradient pooled = _pooled;
        ChannelData data = _data;
        TTerm term = _term;
        float* result = _result;
        Vector512<float> mask = pooled.Mask;
        Vector512<int> p0 = pooled.Places(0), p1 = pooled.Places(1), p2 = pooled.Places(2), p3 = pooled.Places(3);
        float* averages = pooled.Averages(plane);
        nint at = plane * pooled.Length;
        int column = (int)(plane % _layout.Columns);
        for (; count > 0; count--, column = column + 1 < _layout.Columns ? column + 1 : 0)
        {
            Vector512<float> center = ChannelData.Broadcast<Simd512, Vector512<float>>(TTerm.ReadsInput, data.Coefficients.Center, column);
            Vector512<float> scale = ChannelData.Broadcast<Simd512, Vector512<float>>(TTerm.ReadsAffine, data.Coefficients.Scale, column);
            Vector512<float> shift = ChannelData.Broadcast<Simd512, Vector512<float>>(TTerm.ReadsAffine, data.Coefficients.Shift, column);
            Vector512<float> slope = ChannelData.Broadcast<Simd512, Vector512<float>>(
                TTerm.ReadsCorrection, data.Coefficients.Slope, column);
            Vector512<float> offset = ChannelData.Broadcast<Simd512, Vector512<float>>(
                TTerm.ReadsCorrection, data.Coefficients.Offset, column);
            nint end = at + pooled.Length;
            if (pooled.ByThree)
            {
                for (; at < end; at += 48, averages += 12)
                {
                    Vector512<float> shares = PooledGradient.Shares(averages, mask);
                    // each v from 0 to 2:
                    //     MapSpread(data, term, shares, p{v}, at{+ 16 * v}, center, scale, shift, slope, offset, result);
                    MapSpread(data, term, shares, p0, at, center, scale, shift, slope, offset, result);
                    MapSpread(data, term, shares, p1, at + 16, center, scale, shift, slope, offset, result);
                    MapSpread(data, term, shares, p2, at + 32, center, scale, shift, slope, offset, result);
                    // end
                }
            }

            for (; at < end; at += 64, averages += 16)
            {
                Vector512<float> shares = PooledGradient.Shares(averages, mask);
                // each v from 0 to 3:
                //     MapSpread(data, term, shares, p{v}, at{+ 16 * v}, center, scale, shift, slope, offset, result);
                MapSpread(data, term, shares, p0, at, center, scale, shift, slope, offset, result);
                MapSpread(data, term, shares, p1, at + 16, center, scale, shift, slope, offset, result);
                MapSpread(data, term, shares, p2, at + 32, center, scale, shift, slope, offset, result);
                MapSpread(data, term, shares, p3, at + 48, center, scale, shift, slope, offset, result);
                // end
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MapSpread(
        in ChannelData data,
        TTerm term,
        Vector512<float> shares,
        Vector512<int> places,
        nint at,
        Vector512<float> center,
        Vector512<float> scale,
        Vector512<float> shift,
        Vector512<float> slope,
        Vector512<float> offset,
        float* result)
    {
        var lanes = new SpreadLanes<Vector512<float>>(Avx512F.PermuteVar16x32(shares, places));
        Vector512<float> d = TTerm.ReadsInput ? Vector512.Load(data.X + at) - center : Vector512<float>.Zero;
        term.Value<SpreadLanes<Vector512<float>>, Simd512, Vector512<float>>(data, lanes, at, d, scale, shift, slope, offset)
            .Store(result + at);
    }
}
