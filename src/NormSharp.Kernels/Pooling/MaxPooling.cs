using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Pooling;

/// <summary>Maximum pooling of [Planes, Height, Width].</summary>
/// <remarks>
/// Of equal maxima the first wins, row by row; a NaN wins over every number, and the last of several. Padding never wins. Windows of 2×2 at
/// stride 2 without padding are vectorised. The twin is <c>ReferencePooling</c>, in the tests.
/// </remarks>
internal static unsafe class MaxPooling
{
    /// <summary>y = the maximum of each window.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="g">Sizes.</param>
    /// <param name="x">The input.</param>
    /// <param name="y">The output, written; it must not overlap x.</param>
    /// <param name="indices">Where each maximum stands, as row·Width + column in its plane, written; may be empty.</param>
    /// <exception cref="ArgumentException">A size is out of range, or a span's length does not fit.</exception>
    public static void Forward(ThreadTeam team, in PoolingGeometry g, ReadOnlySpan<float> x, Span<float> y, Span<int> indices)
    {
        ArgumentNullException.ThrowIfNull(team);
        PoolingGuard.Check(g);
        PoolingGuard.Length(nameof(x), x.Length, g.InputLength);
        PoolingGuard.Length(nameof(y), y.Length, g.OutputLength);
        if (!indices.IsEmpty)
        {
            PoolingGuard.Length(nameof(indices), indices.Length, g.OutputLength);
        }

        var tasks = new PlaneTasks(g.Planes, g.Height * g.Width);
        fixed (float* px = x, py = y)
        {
            fixed (int* pi = indices)
            {
                if (TwoByTwo.Fits(g))
                {
                    team.ForSimd(tasks.Count, new RowWidth<TwoByTwoMax>(new TwoByTwoMax(g, tasks, px, py, pi), g.OutWidth));
                }
                else
                {
                    team.For(tasks.Count, new GeneralMax(g, tasks, px, py, pi));
                }
            }
        }
    }

    /// <summary>dx = each output's gradient at the place of its maximum, 0 elsewhere; a place that won twice gets the sum.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="g">Sizes.</param>
    /// <param name="dy">The gradient with respect to the output.</param>
    /// <param name="indices">What <see cref="Forward"/> wrote.</param>
    /// <param name="dx">The gradient with respect to the input, written; it must not overlap dy.</param>
    /// <exception cref="ArgumentException">
    /// A size is out of range, a span's length does not fit, or an index lies outside its plane.
    /// </exception>
    public static void Backward(ThreadTeam team, in PoolingGeometry g, ReadOnlySpan<float> dy, ReadOnlySpan<int> indices, Span<float> dx)
    {
        ArgumentNullException.ThrowIfNull(team);
        PoolingGuard.Check(g);
        PoolingGuard.Length(nameof(dy), dy.Length, g.OutputLength);
        PoolingGuard.Length(nameof(indices), indices.Length, g.OutputLength);
        PoolingGuard.Length(nameof(dx), dx.Length, g.InputLength);
        PoolingGuard.Indices(g, indices);
        var tasks = new PlaneTasks(g.Planes, g.Height * g.Width);
        fixed (float* pdy = dy, pdx = dx)
        {
            fixed (int* pi = indices)
            {
                team.For(tasks.Count, new MaxGradient(g, tasks, pdy, pi, pdx));
            }
        }
    }
}
