using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Pooling;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Sampling;

/// <summary>Planes read at given places, and the gradients of that.</summary>
/// <remarks>
/// Sums are taken in float64, each by one thread in the order of places and taps, so that results do not depend on the number of threads.
/// The composed body of the backend's operation is the twin: products with the full matrix of weights.
/// </remarks>
internal static unsafe class SamplingKernel
{
    /// <summary>y[b, c, p] = x[b, c] at place p of sample b.</summary>
    /// <exception cref="ArgumentException">A span's length does not fit.</exception>
    public static void Forward(
        ThreadTeam team, in SamplingGeometry g, ReadOnlySpan<float> x, ReadOnlySpan<float> places, Span<float> y)
    {
        Check(g, x.Length, places.Length, y.Length);
        var tasks = new PlaneTasks(g.Batch * g.Points, Math.Max(1, g.Channels) * 8);
        fixed (float* px = x, pp = places, py = y)
        {
            team.For(tasks.Count, new SamplingForward(g, tasks, px, pp, py));
        }
    }

    /// <summary>dx[b, c, entry] = Σ weight · dy[b, c, p] over the places that read the entry.</summary>
    /// <exception cref="ArgumentException">A span's length does not fit.</exception>
    public static void GradientInput(
        ThreadTeam team, in SamplingGeometry g, ReadOnlySpan<float> places, ReadOnlySpan<float> dy, Span<float> dx)
    {
        Check(g, dx.Length, places.Length, dy.Length);
        var tasks = new PlaneTasks(g.Batch * g.Channels, Math.Max(g.PlaneLength, g.Points));
        fixed (float* pp = places, pdy = dy, pdx = dx)
        {
            team.For(tasks.Count, new SamplingInputGradient(g, tasks, pp, pdy, pdx));
        }
    }

    /// <summary>dplaces[b, p, d] = Σ over channels and entries of x · dy · dweight/dplace.</summary>
    /// <exception cref="ArgumentException">A span's length does not fit.</exception>
    public static void GradientPlaces(
        ThreadTeam team,
        in SamplingGeometry g,
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> places,
        ReadOnlySpan<float> dy,
        Span<float> dPlaces)
    {
        Check(g, x.Length, places.Length, dy.Length);
        Check(g, x.Length, dPlaces.Length, dy.Length);
        var tasks = new PlaneTasks(g.Batch * g.Points, Math.Max(1, g.Channels) * 8);
        fixed (float* px = x, pp = places, pdy = dy, pdp = dPlaces)
        {
            team.For(tasks.Count, new SamplingPlaceGradient(g, tasks, px, pp, pdy, pdp));
        }
    }

    private static void Check(in SamplingGeometry g, int x, int places, int y)
    {
        long planes = (long)g.Batch * g.Channels;
        if (x != planes * g.PlaneLength || places != (long)g.Batch * g.Points * g.Rank || y != planes * g.Points)
        {
            throw new ArgumentException(
                $"{x} numbers in planes, {places} in places and {y} in values do not fit {g.Batch}·{g.Channels} planes of "
                    + $"{g.PlaneLength} numbers that are read at {g.Points} places of {g.Rank} coordinates");
        }
    }
}
