using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Pooling;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Pooling by kernels.</summary>
internal sealed class CpuPooling(Backend backend, ThreadTeam team) : PoolingOperations(backend)
{
    /// <inheritdoc/>
    public override void Average(in PoolingGeometry g, bool countPadding, Tensor x, Tensor y)
        => AveragePooling.Forward(team, g, countPadding, x.AsSpan(), y.AsSpan());

    /// <inheritdoc/>
    public override void AverageGradient(in PoolingGeometry g, bool countPadding, Tensor dy, Tensor dx)
        => AveragePooling.Backward(team, g, countPadding, dy.AsSpan(), dx.AsSpan());

    /// <inheritdoc/>
    public override void Max(in PoolingGeometry g, Tensor x, Tensor y, Tensor? indices)
        => MaxPooling.Forward(team, g, x.AsSpan(), y.AsSpan(), CpuSpans.IndicesOrNone(indices));

    /// <inheritdoc/>
    public override void MaxGradient(in PoolingGeometry g, Tensor dy, Tensor indices, Tensor dx)
        => MaxPooling.Backward(team, g, dy.AsSpan(), indices.AsSpan<int>(), dx.AsSpan());
}
