using NormSharp.Kernels.AxisMaps;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Maps of one dimension by kernels.</summary>
internal sealed class CpuAxisMaps(Backend backend, ThreadTeam team) : AxisMapOperations(backend)
{
    /// <inheritdoc/>
    public override void Apply(AxisMap map, Tensor x, Tensor y)
        => AxisMapKernel.Apply(team, map, ExtentOf(x), x.AsSpan(), y.AsSpan());

    /// <inheritdoc/>
    public override void Max(AxisMap map, Tensor x, Tensor y, Tensor? winners)
        => AxisMapKernel.Max(team, map, ExtentOf(x), x.AsSpan(), y.AsSpan(), CpuSpans.IndicesOrNone(winners));

    /// <inheritdoc/>
    public override void MaxGradient(AxisMap map, Tensor dy, Tensor winners, Tensor dx)
        => AxisMapKernel.MaxGradient(team, map, ExtentOf(dx), dy.AsSpan(), winners.AsSpan<int>(), dx.AsSpan());

    private static AxisExtent ExtentOf(Tensor x) => new(x.Shape[0], x.Shape[2]);
}
