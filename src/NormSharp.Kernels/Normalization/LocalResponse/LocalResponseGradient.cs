using System.Runtime.CompilerServices;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization.LocalResponse;

/// <summary>
/// The gradient of <see cref="LocalResponseNormalization"/>: dx = dy·b^−β − 2αβ/size·x·Σ r with r = dy·x·b^(−β−1), summed over the channels
/// whose windows hold this one.
/// </summary>
/// <remarks>
/// Reads x and dy once and writes dx once; b is made again, which costs less than memory that would keep it. r of all channels of a task
/// lies in scratch memory. The twin is <c>ReferenceLocalResponse</c>, in the tests.
/// </remarks>
internal static unsafe class LocalResponseGradient
{
    /// <summary>Computes dx.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="planes">The extent of x, dy and dx.</param>
    /// <param name="window">size, α, β and k.</param>
    /// <param name="x">The batch.</param>
    /// <param name="dy">The gradient with respect to y.</param>
    /// <param name="dx">The gradient with respect to x, written; it may be dy itself, but not x.</param>
    /// <exception cref="ArgumentException">
    /// An extent is negative, the size below 1, a span's length does not fit, or dx overlaps x.
    /// </exception>
    public static void Apply(
        ThreadTeam team, Planes planes, ResponseWindow window, ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dx)
    {
        ArgumentNullException.ThrowIfNull(team);
        LocalResponseNormalization.Check(planes, window, x, nameof(dx), dx);
        NormalizationGuard.Elements(planes, nameof(dy), dy.Length);
        var tasks = new ResponseTasks(planes);
        using ThreadTeam.Lease lease = team.Reserve();
        nint perWorker = checked((nint)tasks.Stretch * planes.Channels);
        float* scratch = team.SharedScratch((nuint)(perWorker * team.Threads) + 1);
        fixed (float* px = x, pdy = dy, pdx = dx)
        {
            team.ForSimd(tasks.Count, new Body(tasks, window, px, pdy, pdx, scratch, perWorker));
        }
    }

    private readonly struct Body(
        ResponseTasks tasks, ResponseWindow window, float* x, float* dy, float* dx, float* scratch, nint perWorker) : ISimdBody
    {
        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            Planes planes = tasks.Planes;
            nint start = tasks.Start(index);
            int length = tasks.LengthOf(index);
            float* ratios = scratch + (worker * perWorker);
            for (int c = 0; c < planes.Channels; c++)
            {
                nint at = start + ((nint)c * planes.Spatial);
                var own = new Own(new ResponseBase(window, planes, x + start, c), x + at, dy + at, dx + at, ratios + ((nint)c * length));
                ElementLoop.Run<TS, TV, Own>(in own, 0, length);
            }

            float weight = -2 * window.Alpha * window.Beta / window.Size;
            for (int c = 0; c < planes.Channels; c++)
            {
                // The channels whose windows hold this one: the window turned around.
                int first = int.Max(0, c - window.After);
                int end = int.Min(planes.Channels, c + window.Before + 1);
                nint at = start + ((nint)c * planes.Spatial);
                var others = new Others(x + at, dx + at, ratios + ((nint)first * length), length, end - first, weight);
                ElementLoop.Run<TS, TV, Others>(in others, 0, length);
            }
        }
    }

    /// <summary>dx = dy·b^−β, and r.</summary>
    private readonly struct Own(ResponseBase response, float* x, float* dy, float* dx, float* ratios) : IElementBody
    {
        private readonly ResponseBase _response = response;
        private readonly float* _x = x;
        private readonly float* _dy = dy;
        private readonly float* _dx = dx;
        private readonly float* _ratios = ratios;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<TS, TV, TLanes>(int i, TLanes lanes)
            where TS : struct, ISimd<TV>
            where TV : struct
            where TLanes : struct, ILanes<TV>
        {
            TV b = _response.At<TS, TV, TLanes>(i, lanes);
            TV own = TS.Multiply(lanes.Load(_dy + i), _response.Power<TS, TV>(b));
            lanes.Store(TS.Divide(TS.Multiply(own, lanes.Load(_x + i)), b), _ratios + i);
            lanes.Store(own, _dx + i);
        }
    }

    /// <summary>dx += weight·x·Σ r.</summary>
    private readonly struct Others(float* x, float* dx, float* ratios, int stride, int count, float weight) : IElementBody
    {
        private readonly float* _x = x;
        private readonly float* _dx = dx;
        private readonly float* _ratios = ratios;
        private readonly int _stride = stride;
        private readonly int _count = count;
        private readonly float _weight = weight;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<TS, TV, TLanes>(int i, TLanes lanes)
            where TS : struct, ISimd<TV>
            where TV : struct
            where TLanes : struct, ILanes<TV>
        {
            TV sum = TS.Zero;
            float* ratio = _ratios + i;
            for (int c = 0; c < _count; c++, ratio += _stride)
            {
                sum = TS.Add(sum, lanes.Load(ratio));
            }

            TV weighted = TS.Multiply(TS.Broadcast(_weight), lanes.Load(_x + i));
            lanes.Store(TS.MultiplyAdd(weighted, sum, lanes.Load(_dx + i)), _dx + i);
        }
    }
}
