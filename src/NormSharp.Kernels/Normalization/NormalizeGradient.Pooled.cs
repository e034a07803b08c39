using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Pooling;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <content>The backward pass behind which windows of 2×2 were averaged.</content>
internal static unsafe partial class NormalizeGradient
{
    /// <summary>
    /// Whether <see cref="OfPooledBatch"/> takes these sizes here: windows of 2×2 at stride 2 without padding, an even height, and planes of at most 4096 numbers, together below 16 MB. With vectors of 512 bits rows
    /// are 24 numbers long and a multiple of 8, or 8, 16 or 32 long and together a multiple of 64 numbers; with AVX2 a row is a multiple of 8 numbers long.
    /// </summary>
    /// <param name="pooling">The extent of x, and the windows behind it.</param>
    /// <param name="machine">Its caches.</param>
    public static bool TakesPooled(in PoolingGeometry pooling, MachineDescription machine) =>
        PooledGradient.Fits(pooling) && (long)pooling.Planes * pooling.Height * pooling.Width * sizeof(float) < machine.BeyondCaches;

    /// <summary>
    /// <see cref="AveragePooling.Backward"/> and then <see cref="OfBatch"/>, the same to the bit: the gradient between them is never written to memory as a whole.
    /// </summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="planes">The extent of x, y and dx.</param>
    /// <param name="pooling">The same extent, image by image, and the windows over y.</param>
    /// <param name="x">The batch.</param>
    /// <param name="y">The normalization's output, before pooling; read only for the sigmoid and tanh, else it may be empty.</param>
    /// <param name="dPooled">The gradient with respect to the averages.</param>
    /// <param name="mean">μ, C numbers.</param>
    /// <param name="invStd">1/√(populationVariance + ε), C numbers.</param>
    /// <param name="gamma">γ, C numbers, or none for 1.</param>
    /// <param name="beta">β, C numbers, or none for 0.</param>
    /// <param name="activation">f.</param>
    /// <param name="sumDz">C sums, written.</param>
    /// <param name="sumDzXHat">C sums, written.</param>
    /// <param name="count">Values per channel behind the statistics.</param>
    /// <param name="dx">The gradient with respect to x, written; it may be y itself.</param>
    /// <exception cref="ArgumentException">An extent is negative, a span's length does not fit, the count is not positive, or <see cref="TakesPooled"/> is false.</exception>
    public static void OfPooledBatch(
        ThreadTeam team,
        Planes planes,
        in PoolingGeometry pooling,
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> y,
        ReadOnlySpan<float> dPooled,
        ReadOnlySpan<double> mean,
        ReadOnlySpan<double> invStd,
        ReadOnlySpan<float> gamma,
        ReadOnlySpan<float> beta,
        Activation activation,
        Span<double> sumDz,
        Span<double> sumDzXHat,
        double count,
        Span<float> dx)
    {
        ArgumentNullException.ThrowIfNull(team);
        CheckInputs(planes, x.Length, y.Length, x.Length, activation);
        if (!TakesPooled(pooling, team.Machine) || pooling.Planes != (long)planes.Batch * planes.Channels || pooling.Height * pooling.Width != planes.Spatial)
        {
            throw new ArgumentException($"{planes} and {pooling}: the two must be of one extent, in rows that vectors divide, and windows of 2×2 at stride 2 without padding", nameof(pooling));
        }

        PoolingGuard.Length(nameof(dPooled), dPooled.Length, pooling.OutputLength);
        var tiling = new ReductionTiling(new ChannelLayout(planes, team.Machine));
        var tasks = new ColumnTasks(tiling.Layout, tensors: 2, team.Machine, team.Threads);
        BothPasses(team, planes, tiling, tasks, pooling, x, y, dPooled, mean, invStd, gamma, beta, activation, sumDz, sumDzXHat, count, dx);
    }
}
