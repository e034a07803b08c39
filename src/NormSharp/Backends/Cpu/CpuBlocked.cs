using NormSharp.Kernels.Parallel;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Kernels on blocked images, on a team of threads.</summary>
/// <param name="team">The threads that work.</param>
internal sealed class CpuBlocked(ThreadTeam team) : BlockedOperations
{
    /// <inheritdoc/>
    public override void Run(BlockedCall call, Tensor x, Tensor? second, Tensor y)
        => call.Kernel.Run(team, y.Shape[0], x.AsSpan(), second is null ? default : second.AsSpan(), y.AsSpan());
}
