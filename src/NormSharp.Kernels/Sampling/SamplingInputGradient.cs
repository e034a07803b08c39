using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Pooling;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Sampling;

/// <summary>Adds the gradients of the places to the entries of one plane.</summary>
internal readonly unsafe struct SamplingInputGradient(SamplingGeometry g, PlaneTasks tasks, float* places, float* dy, float* dx)
    : IParallelBody
{
    public void Execute(int index, int worker)
    {
        for (int plane = tasks.First(index); plane < tasks.End(index); plane++)
        {
            Plane(plane);
        }
    }

    private void Plane(int plane)
    {
        Span<int> sources = stackalloc int[PointTaps.Most];
        Span<double> weights = stackalloc double[PointTaps.Most];
        Span<double> place = stackalloc double[3];
        float* gradient = dx + ((nint)plane * g.PlaneLength);
        float* upstream = dy + ((nint)plane * g.Points);
        new Span<float>(gradient, g.PlaneLength).Clear();
        int first = plane / g.Channels * g.Points;
        for (int p = 0; p < g.Points; p++)
        {
            int count = PointTaps.Of(g, Places.Read(places, first + p, place[..g.Rank]), -1, sources, weights);
            for (int i = 0; i < count; i++)
            {
                gradient[sources[i]] += (float)(weights[i] * upstream[p]);
            }
        }
    }
}
