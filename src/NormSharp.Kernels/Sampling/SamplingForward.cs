using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Pooling;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Sampling;

/// <summary>Reads all channels at a place.</summary>
internal readonly unsafe struct SamplingForward(SamplingGeometry g, PlaneTasks tasks, float* x, float* places, float* y) : IParallelBody
{
    public void Execute(int index, int worker)
    {
        for (int point = tasks.First(index); point < tasks.End(index); point++)
        {
            Point(point);
        }
    }

    private void Point(int point)
    {
        Span<int> sources = stackalloc int[PointTaps.Most];
        Span<double> weights = stackalloc double[PointTaps.Most];
        Span<double> place = stackalloc double[3];
        place = Places.Read(places, point, place[..g.Rank]);
        int count = PointTaps.Of(g, place, -1, sources, weights);
        int plane = g.PlaneLength;
        nint first = (nint)(point / g.Points) * g.Channels;
        for (int c = 0; c < g.Channels; c++)
        {
            float* values = x + ((first + c) * plane);
            double sum = 0;
            for (int i = 0; i < count; i++)
            {
                sum += weights[i] * values[sources[i]];
            }

            y[((first + c) * g.Points) + (point % g.Points)] = (float)sum;
        }
    }
}
