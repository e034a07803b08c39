using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Pooling;

/// <summary>The mean of each plane.</summary>
/// <remarks>Sums in float lanes over at most 4096 values, in double above. The twin is <see cref="Reference.ReferencePooling"/>.</remarks>
internal static unsafe class GlobalAveragePooling
{
    /// <summary>y[p] = Σ x[p, ·] / spatial.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="planes">How many planes: batch times channels.</param>
    /// <param name="spatial">Values of a plane; at least 1.</param>
    /// <param name="x">planes·spatial numbers.</param>
    /// <param name="y">A number for each plane, written.</param>
    /// <exception cref="ArgumentException">A size is out of range, or a span's length does not fit.</exception>
    public static void Forward(ThreadTeam team, int planes, int spatial, ReadOnlySpan<float> x, Span<float> y)
    {
        Check(team, planes, spatial, nameof(x), x.Length, nameof(y), y.Length);
        var tasks = new PlaneTasks(planes, spatial);
        fixed (float* px = x, py = y)
        {
            team.ForSimd(tasks.Count, new PlaneMean(tasks, spatial, px, py));
        }
    }

    /// <summary>dx[p, ·] = dy[p] / spatial.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="planes">How many planes: batch times channels.</param>
    /// <param name="spatial">Values of a plane; at least 1.</param>
    /// <param name="dy">A number for each plane.</param>
    /// <param name="dx">planes·spatial numbers, written.</param>
    /// <exception cref="ArgumentException">A size is out of range, or a span's length does not fit.</exception>
    public static void Backward(ThreadTeam team, int planes, int spatial, ReadOnlySpan<float> dy, Span<float> dx)
    {
        Check(team, planes, spatial, nameof(dx), dx.Length, nameof(dy), dy.Length);
        var tasks = new PlaneTasks(planes, spatial);
        fixed (float* pdy = dy, pdx = dx)
        {
            team.For(tasks.Count, new Spread(tasks, spatial, pdy, pdx));
        }
    }

    private static void Check(ThreadTeam team, int planes, int spatial, string inputName, int input, string outputName, int output)
    {
        ArgumentNullException.ThrowIfNull(team);
        PoolingGuard.AtLeast(planes, 0, "number of planes");
        PoolingGuard.AtLeast(spatial, 1, "plane size");
        PoolingGuard.Length(inputName, input, checked(planes * spatial));
        PoolingGuard.Length(outputName, output, planes);
    }

    private readonly struct Spread(PlaneTasks tasks, int spatial, float* dy, float* dx) : IParallelBody
    {
        public void Execute(int index, int worker)
        {
            for (int plane = tasks.First(index); plane < tasks.End(index); plane++)
            {
                new Span<float>(dx + ((nint)plane * spatial), spatial).Fill(dy[plane] / spatial);
            }
        }
    }
}
