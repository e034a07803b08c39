using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <content>Planes whose dy is spread in registers.</content>
internal readonly unsafe partial struct ReductionBody<TTerm>
    where TTerm : unmanaged, IChannelTerm
{
    /// <summary>
    /// What <see cref="SumSegments"/> gives for whole planes, the same to the bit: vectors are added to the four sums in turn. A cell is no
    /// longer than a run, so that these are brought together once.
    /// </summary>
    [MethodImpl(InnerLoop)]
    private void SumPooledPlanes(int plane, int column, float pivot, int rows, float* sums)
    {
        PooledGradient pooled = _pooled;
        Vector512<float> center = Vector512.Create(pivot);
        Vector512<float> scale = ChannelData.Broadcast<Simd512, Vector512<float>>(TTerm.ReadsAffine, _data.Coefficients.Scale, column);
        Vector512<float> shift = ChannelData.Broadcast<Simd512, Vector512<float>>(TTerm.ReadsAffine, _data.Coefficients.Shift, column);
        Vector512<float> mask = pooled.Mask;
        Vector512<int> p0 = pooled.Places(0), p1 = pooled.Places(1), p2 = pooled.Places(2), p3 = pooled.Places(3);
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
        Vector512<float> t0 = default, t1 = default, t2 = default, t3 = default;
        for (; rows > 0; rows--, plane += _tiling.Layout.Columns)
        {
            float* averages = pooled.Averages(plane);
            nint at = (nint)plane * pooled.Length;
            nint end = at + pooled.Length;
            if (pooled.ByThree)
            {
                for (; at < end; at += 192, averages += 48)
                {
                    Vector512<float> shares;
                    // each k from 0 to 3:
                    //     shares = PooledGradient.Shares(averages{+ 12 * k}, mask);
                    //     each v from 0 to 2:
                    //         AddSpread(
                    //             shares, p{v}, at{+ 48 * k + 16 * v}, center, scale, shift,
                    //             ref s{(3 * k + v) % 4}, ref t{(3 * k + v) % 4});
                    shares = PooledGradient.Shares(averages, mask);
                    AddSpread(
                        shares, p0, at, center, scale, shift,
                        ref s0, ref t0);
                    AddSpread(
                        shares, p1, at + 16, center, scale, shift,
                        ref s1, ref t1);
                    AddSpread(
                        shares, p2, at + 32, center, scale, shift,
                        ref s2, ref t2);
                    shares = PooledGradient.Shares(averages + 12, mask);
                    AddSpread(
                        shares, p0, at + 48, center, scale, shift,
                        ref s3, ref t3);
                    AddSpread(
                        shares, p1, at + 64, center, scale, shift,
                        ref s0, ref t0);
                    AddSpread(
                        shares, p2, at + 80, center, scale, shift,
                        ref s1, ref t1);
                    shares = PooledGradient.Shares(averages + 24, mask);
                    AddSpread(
                        shares, p0, at + 96, center, scale, shift,
                        ref s2, ref t2);
                    AddSpread(
                        shares, p1, at + 112, center, scale, shift,
                        ref s3, ref t3);
                    AddSpread(
                        shares, p2, at + 128, center, scale, shift,
                        ref s0, ref t0);
                    shares = PooledGradient.Shares(averages + 36, mask);
                    AddSpread(
                        shares, p0, at + 144, center, scale, shift,
                        ref s1, ref t1);
                    AddSpread(
                        shares, p1, at + 160, center, scale, shift,
                        ref s2, ref t2);
                    AddSpread(
                        shares, p2, at + 176, center, scale, shift,
                        ref s3, ref t3);
                    // end
                }
            }

            for (; at < end; at += 64, averages += 16)
            {
                Vector512<float> shares = PooledGradient.Shares(averages, mask);
                // each v from 0 to 3:
                //     AddSpread(shares, p{v}, at{+ 16 * v}, center, scale, shift, ref s{v}, ref t{v});
                AddSpread(shares, p0, at, center, scale, shift, ref s0, ref t0);
                AddSpread(shares, p1, at + 16, center, scale, shift, ref s1, ref t1);
                AddSpread(shares, p2, at + 32, center, scale, shift, ref s2, ref t2);
                AddSpread(shares, p3, at + 48, center, scale, shift, ref s3, ref t3);
                // end
            }
        }

        Vector512<float> s = default, t = default, lostS = default, lostT = default;
        Flush<Simd512, Vector512<float>>(ref s, ref lostS, ref s0, ref s1, ref s2, ref s3);
        Flush<Simd512, Vector512<float>>(ref t, ref lostT, ref t0, ref t1, ref t2, ref t3);
        (s + lostS).Store(sums);
        (t + lostT).Store(sums + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddSpread(
        Vector512<float> shares,
        Vector512<int> places,
        nint at,
        Vector512<float> center,
        Vector512<float> scale,
        Vector512<float> shift,
        ref Vector512<float> s,
        ref Vector512<float> t) =>
        Add<SpreadLanes<Vector512<float>>, Simd512, Vector512<float>>(
            _data, _term, new SpreadLanes<Vector512<float>>(Avx512F.PermuteVar16x32(shares, places)), at, center, scale, shift, ref s,
            ref t);
}
