using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Pooling;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Sampling;

/// <summary>How the values of all channels change with a place.</summary>
internal readonly unsafe struct SamplingPlaceGradient(
    SamplingGeometry g, PlaneTasks tasks, float* x, float* places, float* dy, float* dPlaces) : IParallelBody
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
        nint first = (nint)(point / g.Points) * g.Channels;
        for (int d = 0; d < g.Rank; d++)
        {
            int count = PointTaps.Of(g, place, d, sources, weights);
            double sum = 0;
            for (int c = 0; c < g.Channels; c++)
            {
                float* values = x + ((first + c) * g.PlaneLength);
                double upstream = dy[((first + c) * g.Points) + (point % g.Points)];
                for (int i = 0; i < count; i++)
                {
                    sum += weights[i] * values[sources[i]] * upstream;
                }
            }

            dPlaces[((nint)point * g.Rank) + d] = (float)sum;
        }
    }
}
