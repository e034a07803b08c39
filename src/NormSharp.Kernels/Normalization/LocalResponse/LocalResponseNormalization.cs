using System.Runtime.CompilerServices;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization.LocalResponse;

/// <summary>Local response normalization across channels (Krizhevsky, Sutskever and Hinton 2012, section 3.3).</summary>
/// <remarks>
/// Reads x and writes y once; the channels of a window come from a cache. Each window is summed anew, so that no rounding is carried from
/// channel to channel. Where β is not ¾, b^−β is e^(−β·ln b), whose relative error grows with β·ln b. The twin is
/// <c>ReferenceLocalResponse</c>, in the tests.
/// </remarks>
internal static unsafe class LocalResponseNormalization
{
    /// <summary>y = x·(k + α/size·Σx²)^−β.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="planes">The extent of x and y.</param>
    /// <param name="window">size, α, β and k.</param>
    /// <param name="x">The batch. A NaN spoils the windows that hold it.</param>
    /// <param name="y">The result, in memory apart from x.</param>
    /// <exception cref="ArgumentException">
    /// An extent is negative, the size below 1, a span's length does not fit, or y overlaps x.
    /// </exception>
    public static void Apply(ThreadTeam team, Planes planes, ResponseWindow window, ReadOnlySpan<float> x, Span<float> y)
    {
        ArgumentNullException.ThrowIfNull(team);
        Check(planes, window, x, nameof(y), y);
        var tasks = new ResponseTasks(planes);
        fixed (float* px = x, py = y)
        {
            team.ForSimd(tasks.Count, new Body(tasks, planes, window, px, py));
        }
    }

    /// <summary>Throws unless sizes fit and a result has memory of its own.</summary>
    internal static void Check(Planes planes, ResponseWindow window, ReadOnlySpan<float> x, string name, ReadOnlySpan<float> result)
    {
        NormalizationGuard.Elements(planes, nameof(x), x.Length);
        NormalizationGuard.Elements(planes, name, result.Length);
        if (window.Size < 1)
        {
            throw new ArgumentException(
                "The window of a local response normalization is the default, which has no channel.", nameof(window));
        }

        if (result.Overlaps(x))
        {
            throw new ArgumentException(
                $"{name} of a local response normalization overlaps x, whose channels are still read; use separate memory.", name);
        }
    }

    private readonly struct Body(ResponseTasks tasks, Planes planes, ResponseWindow window, float* x, float* y) : ISimdBody
    {
        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            nint start = tasks.Start(index);
            for (int c = 0; c < planes.Channels; c++)
            {
                nint at = start + ((nint)c * planes.Spatial);
                var channel = new Channel(new ResponseBase(window, planes, x + start, c), x + at, y + at);
                ElementLoop.Run<TS, TV, Channel>(in channel, 0, tasks.LengthOf(index));
            }
        }
    }

    private readonly struct Channel(ResponseBase response, float* x, float* y) : IElementBody
    {
        private readonly ResponseBase _response = response;
        private readonly float* _x = x;
        private readonly float* _y = y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<TS, TV, TLanes>(int i, TLanes lanes)
            where TS : struct, ISimd<TV>
            where TV : struct
            where TLanes : struct, ILanes<TV>
        {
            TV b = _response.At<TS, TV, TLanes>(i, lanes);
            lanes.Store(TS.Multiply(lanes.Load(_x + i), _response.Power<TS, TV>(b)), _y + i);
        }
    }
}
