// Written by BlockedTileTemplate in tests/NormSharp.Kernels.Tests; change it there.
using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Blocked.Tiles;

/// <summary>14 positions of 1 block of filters.</summary>
internal static unsafe class Tile14x1
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
        TV c1_0 = c0_0;
        TV c2_0 = c0_0;
        TV c3_0 = c0_0;
        TV c4_0 = c0_0;
        TV c5_0 = c0_0;
        TV c6_0 = c0_0;
        TV c7_0 = c0_0;
        TV c8_0 = c0_0;
        TV c9_0 = c0_0;
        TV c10_0 = c0_0;
        TV c11_0 = c0_0;
        TV c12_0 = c0_0;
        TV c13_0 = c0_0;
        nint* at = work.Offsets;
        nint* end = at + work.WholeChunks;
        for (nint steps = work.WholeSteps; ; steps = work.LastSteps)
        {
            for (; at < end; at++)
            {
                float* x0 = place.Input + *at;
                float* x3 = x0 + three;
                float* x6 = x3 + three;
                float* x9 = x6 + three;
                float* x12 = x9 + three;
                float* next = place.Input + at[1];
                Cache.PrefetchLine(next);
                Cache.PrefetchLine(next + (1 * one));
                Cache.PrefetchLine(next + (2 * one));
                Cache.PrefetchLine(next + (3 * one));
                Cache.PrefetchLine(next + (4 * one));
                Cache.PrefetchLine(next + (5 * one));
                Cache.PrefetchLine(next + (6 * one));
                Cache.PrefetchLine(next + (7 * one));
                Cache.PrefetchLine(next + (8 * one));
                Cache.PrefetchLine(next + (9 * one));
                Cache.PrefetchLine(next + (10 * one));
                Cache.PrefetchLine(next + (11 * one));
                Cache.PrefetchLine(next + (12 * one));
                Cache.PrefetchLine(next + (13 * one));
                for (nint left = steps; left > 0; left--)
                {
                    TV w0 = TS.Load(w);
                    Cache.PrefetchLine(w + (16 * TS.Count));
                    c0_0 = TS.MultiplyAdd(TS.Broadcast(*x0), w0, c0_0);
                    c1_0 = TS.MultiplyAdd(TS.Broadcast(*(x0 + one)), w0, c1_0);
                    c2_0 = TS.MultiplyAdd(TS.Broadcast(*(x0 + two)), w0, c2_0);
                    c3_0 = TS.MultiplyAdd(TS.Broadcast(*x3), w0, c3_0);
                    c4_0 = TS.MultiplyAdd(TS.Broadcast(*(x3 + one)), w0, c4_0);
                    c5_0 = TS.MultiplyAdd(TS.Broadcast(*(x3 + two)), w0, c5_0);
                    c6_0 = TS.MultiplyAdd(TS.Broadcast(*x6), w0, c6_0);
                    c7_0 = TS.MultiplyAdd(TS.Broadcast(*(x6 + one)), w0, c7_0);
                    c8_0 = TS.MultiplyAdd(TS.Broadcast(*(x6 + two)), w0, c8_0);
                    c9_0 = TS.MultiplyAdd(TS.Broadcast(*x9), w0, c9_0);
                    c10_0 = TS.MultiplyAdd(TS.Broadcast(*(x9 + one)), w0, c10_0);
                    c11_0 = TS.MultiplyAdd(TS.Broadcast(*(x9 + two)), w0, c11_0);
                    c12_0 = TS.MultiplyAdd(TS.Broadcast(*x12), w0, c12_0);
                    c13_0 = TS.MultiplyAdd(TS.Broadcast(*(x12 + one)), w0, c13_0);
                    w += TS.Count;
                    x0 += step;
                    x3 += step;
                    x6 += step;
                    x9 += step;
                    x12 += step;
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
            c8_0 = TS.Add(c8_0, TS.Load(residual + (8 * TS.Count)));
            c9_0 = TS.Add(c9_0, TS.Load(residual + (9 * TS.Count)));
            c10_0 = TS.Add(c10_0, TS.Load(residual + (10 * TS.Count)));
            c11_0 = TS.Add(c11_0, TS.Load(residual + (11 * TS.Count)));
            c12_0 = TS.Add(c12_0, TS.Load(residual + (12 * TS.Count)));
            c13_0 = TS.Add(c13_0, TS.Load(residual + (13 * TS.Count)));
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
        TS.Store(TS.Min(high, TS.Max(low, c8_0)), y + (8 * TS.Count));
        TS.Store(TS.Min(high, TS.Max(low, c9_0)), y + (9 * TS.Count));
        TS.Store(TS.Min(high, TS.Max(low, c10_0)), y + (10 * TS.Count));
        TS.Store(TS.Min(high, TS.Max(low, c11_0)), y + (11 * TS.Count));
        TS.Store(TS.Min(high, TS.Max(low, c12_0)), y + (12 * TS.Count));
        TS.Store(TS.Min(high, TS.Max(low, c13_0)), y + (13 * TS.Count));
    }
}
