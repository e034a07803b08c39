using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Softmax;

/// <summary>Logarithms of the softmax of each row.</summary>
/// <remarks>
/// Stable for logits of any size; a logit of −∞ has log-probability −∞. A row that holds NaN or +∞, or nothing but −∞, becomes NaN where it
/// is not −∞. The twin is <c>ReferenceSoftmax</c>, in the tests.
/// </remarks>
internal static unsafe class LogSoftmax
{
    /// <summary>y = x − log Σ e^x over each row, taken as (x − max) − log Σ e^(x − max).</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="classes">Numbers of a row.</param>
    /// <param name="x">The logits.</param>
    /// <param name="y">The result; it may be x itself.</param>
    /// <exception cref="ArgumentException">A size is out of range, or a span's length does not fit.</exception>
    public static void Apply(ThreadTeam team, int rows, int classes, ReadOnlySpan<float> x, Span<float> y)
    {
        ArgumentNullException.ThrowIfNull(team);
        SoftmaxGuard.Check(rows, classes);
        SoftmaxGuard.Length(rows, classes, nameof(x), x.Length);
        SoftmaxGuard.Length(rows, classes, nameof(y), y.Length);
        var tasks = new RowTasks(rows, classes);
        fixed (float* px = x, py = y)
        {
            team.ForSimd(tasks.Count, new Body(tasks, classes, px, py));
        }
    }

    private readonly struct Body(RowTasks tasks, int classes, float* x, float* y) : ISimdBody
    {
        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            var kernel = new SoftmaxRow<TS, TV>(classes);
            for (int row = tasks.First(index); row < tasks.End(index); row++)
            {
                nint at = (nint)row * classes;
                kernel.LogSoftmax(x + at, y + at);
            }
        }
    }
}
