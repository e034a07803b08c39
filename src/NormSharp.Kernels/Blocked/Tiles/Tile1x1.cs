// Written by BlockedTileTemplate in tests/NormSharp.Kernels.Tests; change it there.
using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Blocked.Tiles;

/// <summary>1 position of 1 block of filters.</summary>
internal static unsafe class Tile1x1
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TS, TV>(in TileWork work, in TilePlace place)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        nint step = work.StepStride;
        float* w = place.Weight;
        TV c0_0 = TS.Load(place.Bias);
        nint* at = work.Offsets;
        nint* end = at + work.WholeChunks;
        for (nint steps = work.WholeSteps; ; steps = work.LastSteps)
        {
            for (; at < end; at++)
            {
                float* x0 = place.Input + *at;
                float* next = place.Input + at[1];
                Cache.PrefetchLine(next);
                for (nint left = steps; left > 0; left--)
                {
                    TV w0 = TS.Load(w);
                    Cache.PrefetchLine(w + (16 * TS.Count));
                    c0_0 = TS.MultiplyAdd(TS.Broadcast(*x0), w0, c0_0);
                    w += TS.Count;
                    x0 += step;
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
        }

        float* y = place.Output;
        TS.Store(TS.Min(high, TS.Max(low, c0_0)), y);
    }
}
