// Written by BlockedTileTemplate in tests/NormSharp.Kernels.Tests; change it there.
using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Blocked.Tiles;

/// <summary>8 positions of 2 blocks of filters.</summary>
internal static unsafe class Tile8x2
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TS, TV>(in TileWork work, in TilePlace place)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        nint one = work.PositionStride;
        nint two = 2 * one;
        nint three = 3 * one;
        nint step = work.StepStride;
        float* w = place.Weight;
        TV c0_0 = TS.Load(place.Bias);
        TV c0_1 = TS.Load(place.Bias + TS.Count);
        TV c1_0 = c0_0, c1_1 = c0_1;
        TV c2_0 = c0_0, c2_1 = c0_1;
        TV c3_0 = c0_0, c3_1 = c0_1;
        TV c4_0 = c0_0, c4_1 = c0_1;
        TV c5_0 = c0_0, c5_1 = c0_1;
        TV c6_0 = c0_0, c6_1 = c0_1;
        TV c7_0 = c0_0, c7_1 = c0_1;
        nint* at = work.Offsets;
        nint* end = at + work.WholeChunks;
        for (nint steps = work.WholeSteps; ; steps = work.LastSteps)
        {
            for (; at < end; at++)
            {
                float* x0 = place.Input + *at;
                float* x3 = x0 + three;
                float* x6 = x3 + three;
                float* next = place.Input + at[1];
                Cache.PrefetchLine(next);
                Cache.PrefetchLine(next + (1 * one));
                Cache.PrefetchLine(next + (2 * one));
                Cache.PrefetchLine(next + (3 * one));
                Cache.PrefetchLine(next + (4 * one));
                Cache.PrefetchLine(next + (5 * one));
                Cache.PrefetchLine(next + (6 * one));
                Cache.PrefetchLine(next + (7 * one));
                for (nint left = steps; left > 0; left--)
                {
                    TV w0 = TS.Load(w);
                    TV w1 = TS.Load(w + TS.Count);
                    Cache.PrefetchLine(w + (32 * TS.Count));
                    if (1 * Cache.LineLength < 2 * TS.Count)
                    {
                        Cache.PrefetchLine(w + (32 * TS.Count) + (1 * Cache.LineLength));
                    }

                    TV v0 = TS.Broadcast(*x0);
                    c0_0 = TS.MultiplyAdd(v0, w0, c0_0);
                    c0_1 = TS.MultiplyAdd(v0, w1, c0_1);
                    TV v1 = TS.Broadcast(*(x0 + one));
                    c1_0 = TS.MultiplyAdd(v1, w0, c1_0);
                    c1_1 = TS.MultiplyAdd(v1, w1, c1_1);
                    TV v2 = TS.Broadcast(*(x0 + two));
                    c2_0 = TS.MultiplyAdd(v2, w0, c2_0);
                    c2_1 = TS.MultiplyAdd(v2, w1, c2_1);
                    TV v3 = TS.Broadcast(*x3);
                    c3_0 = TS.MultiplyAdd(v3, w0, c3_0);
                    c3_1 = TS.MultiplyAdd(v3, w1, c3_1);
                    TV v4 = TS.Broadcast(*(x3 + one));
                    c4_0 = TS.MultiplyAdd(v4, w0, c4_0);
                    c4_1 = TS.MultiplyAdd(v4, w1, c4_1);
                    TV v5 = TS.Broadcast(*(x3 + two));
                    c5_0 = TS.MultiplyAdd(v5, w0, c5_0);
                    c5_1 = TS.MultiplyAdd(v5, w1, c5_1);
                    TV v6 = TS.Broadcast(*x6);
                    c6_0 = TS.MultiplyAdd(v6, w0, c6_0);
                    c6_1 = TS.MultiplyAdd(v6, w1, c6_1);
                    TV v7 = TS.Broadcast(*(x6 + one));
                    c7_0 = TS.MultiplyAdd(v7, w0, c7_0);
                    c7_1 = TS.MultiplyAdd(v7, w1, c7_1);
                    w += 2 * TS.Count;
                    x0 += step;
                    x3 += step;
                    x6 += step;
                }
            }

            if (end == work.End)
            {
                break;
            }

            end = work.End;
        }

        TV low = TS.Broadcast(work.Low);
        TV high = TS.Broadcast(work.High);
        float* residual = place.Residual;
        if (residual != null)
        {
            c0_0 = TS.Add(c0_0, TS.Load(residual));
            c1_0 = TS.Add(c1_0, TS.Load(residual + TS.Count));
            c2_0 = TS.Add(c2_0, TS.Load(residual + (2 * TS.Count)));
            c3_0 = TS.Add(c3_0, TS.Load(residual + (3 * TS.Count)));
            c4_0 = TS.Add(c4_0, TS.Load(residual + (4 * TS.Count)));
            c5_0 = TS.Add(c5_0, TS.Load(residual + (5 * TS.Count)));
            c6_0 = TS.Add(c6_0, TS.Load(residual + (6 * TS.Count)));
            c7_0 = TS.Add(c7_0, TS.Load(residual + (7 * TS.Count)));
            residual += work.ResidualBlock;
            c0_1 = TS.Add(c0_1, TS.Load(residual));
            c1_1 = TS.Add(c1_1, TS.Load(residual + TS.Count));
            c2_1 = TS.Add(c2_1, TS.Load(residual + (2 * TS.Count)));
            c3_1 = TS.Add(c3_1, TS.Load(residual + (3 * TS.Count)));
            c4_1 = TS.Add(c4_1, TS.Load(residual + (4 * TS.Count)));
            c5_1 = TS.Add(c5_1, TS.Load(residual + (5 * TS.Count)));
            c6_1 = TS.Add(c6_1, TS.Load(residual + (6 * TS.Count)));
            c7_1 = TS.Add(c7_1, TS.Load(residual + (7 * TS.Count)));
        }

        float* y = place.Output;
        TS.Store(TS.Min(high, TS.Max(low, c0_0)), y);
        TS.Store(TS.Min(high, TS.Max(low, c1_0)), y + TS.Count);
        TS.Store(TS.Min(high, TS.Max(low, c2_0)), y + (2 * TS.Count));
        TS.Store(TS.Min(high, TS.Max(low, c3_0)), y + (3 * TS.Count));
        TS.Store(TS.Min(high, TS.Max(low, c4_0)), y + (4 * TS.Count));
        TS.Store(TS.Min(high, TS.Max(low, c5_0)), y + (5 * TS.Count));
        TS.Store(TS.Min(high, TS.Max(low, c6_0)), y + (6 * TS.Count));
        TS.Store(TS.Min(high, TS.Max(low, c7_0)), y + (7 * TS.Count));
        y += work.OutputBlock;
        TS.Store(TS.Min(high, TS.Max(low, c0_1)), y);
        TS.Store(TS.Min(high, TS.Max(low, c1_1)), y + TS.Count);
        TS.Store(TS.Min(high, TS.Max(low, c2_1)), y + (2 * TS.Count));
        TS.Store(TS.Min(high, TS.Max(low, c3_1)), y + (3 * TS.Count));
        TS.Store(TS.Min(high, TS.Max(low, c4_1)), y + (4 * TS.Count));
        TS.Store(TS.Min(high, TS.Max(low, c5_1)), y + (5 * TS.Count));
        TS.Store(TS.Min(high, TS.Max(low, c6_1)), y + (6 * TS.Count));
        TS.Store(TS.Min(high, TS.Max(low, c7_1)), y + (7 * TS.Count));
    }
}
