using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Pooling;

/// <summary>Average pooling of [Planes, Height, Width].</summary>
/// <remarks>
/// Windows of 2×2 at stride 2 without padding are vectorised; all others take the general way. Results are never written over inputs. The
/// twin is
/// <c>ReferencePooling</c>, in the tests.
/// </remarks>
internal static unsafe class AveragePooling
{
    /// <summary>y = the mean of each window.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="g">Sizes.</param>
    /// <param name="countPadding">Whether padded positions count, as zeros; else the mean is over the window's inputs.</param>
    /// <param name="x">The input.</param>
    /// <param name="y">The output, written; it must not overlap x.</param>
    /// <exception cref="ArgumentException">A size is out of range, or a span's length does not fit.</exception>
    public static void Forward(ThreadTeam team, in PoolingGeometry g, bool countPadding, ReadOnlySpan<float> x, Span<float> y)
    {
        ArgumentNullException.ThrowIfNull(team);
        PoolingGuard.Check(g);
        PoolingGuard.Length(nameof(x), x.Length, g.InputLength);
        PoolingGuard.Length(nameof(y), y.Length, g.OutputLength);
        var tasks = new PlaneTasks(g.Planes, g.Height * g.Width);
        fixed (float* px = x, py = y)
        {
            if (TwoByTwo.Fits(g))
            {
                team.ForSimd(tasks.Count, new RowWidth<TwoByTwoAverage>(new TwoByTwoAverage(g, tasks, px, py), LanesWorth(g)));
            }
            else
            {
                team.For(tasks.Count, new GeneralAverage(g, tasks, countPadding, px, py));
            }
        }
    }

    /// <summary>dx = each output's gradient, spread evenly over its window.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="g">Sizes.</param>
    /// <param name="countPadding">As in <see cref="Forward"/>.</param>
    /// <param name="dy">The gradient with respect to the output.</param>
    /// <param name="dx">The gradient with respect to the input, written; it must not overlap dy.</param>
    /// <exception cref="ArgumentException">A size is out of range, or a span's length does not fit.</exception>
    public static void Backward(ThreadTeam team, in PoolingGeometry g, bool countPadding, ReadOnlySpan<float> dy, Span<float> dx)
    {
        ArgumentNullException.ThrowIfNull(team);
        PoolingGuard.Check(g);
        PoolingGuard.Length(nameof(dy), dy.Length, g.OutputLength);
        PoolingGuard.Length(nameof(dx), dx.Length, g.InputLength);
        var tasks = new PlaneTasks(g.Planes, g.Height * g.Width);
        fixed (float* pdy = dy, pdx = dx)
        {
            if (TwoByTwo.Fits(g))
            {
                team.ForSimd(
                    tasks.Count, new RowWidth<TwoByTwoAverageGradient>(new TwoByTwoAverageGradient(g, tasks, pdy, pdx), LanesWorth(g)));
            }
            else
            {
                team.For(tasks.Count, new GeneralAverageGradient(g, tasks, countPadding, pdy, pdx));
            }
        }
    }

    /// <summary>
    /// Lanes of the longest vector that is used well: two are read for each that is written, and half of one may be in vain.
    /// </summary>
    private static int LanesWorth(in PoolingGeometry g) => (4 * g.OutWidth) - 1;
}
