using NormSharp.Kernels.Parallel;

namespace NormSharp.Kernels.Blocked;

/// <summary>Writes zeros into the borders of images, of which operations number by number know nothing.</summary>
/// <param name="layout">How they lie.</param>
internal sealed unsafe class BlockedClear(BlockedLayout layout) : BlockedKernel("clear borders", layout, layout)
{
    /// <inheritdoc/>
    protected override void Compute(ThreadTeam team, int images, BlockedPointers operands)
        => BlockedBorder.Clear(images, Output, new Span<float>(operands.Output, images * Output.Length));
}
