using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>Pooling under the clock.</summary>
internal sealed class TimedPooling(Backend backend, PoolingOperations inner, KernelTimes times) : PoolingOperations(backend)
{
    /// <inheritdoc/>
    public override void Average(in PoolingGeometry g, bool countPadding, Tensor x, Tensor y)
    {
        using KernelTimes.Call call = Windows("average pooling", x, y);
        inner.Average(g, countPadding, x, y);
    }

    /// <inheritdoc/>
    public override void AverageGradient(in PoolingGeometry g, bool countPadding, Tensor dy, Tensor dx)
    {
        using KernelTimes.Call call = Windows("average pooling, gradient", dx, dy);
        inner.AverageGradient(g, countPadding, dy, dx);
    }

    /// <inheritdoc/>
    public override void Max(in PoolingGeometry g, Tensor x, Tensor y, Tensor? indices)
    {
        using KernelTimes.Call call = Windows("max pooling", x, y);
        inner.Max(g, x, y, indices);
    }

    /// <inheritdoc/>
    public override void MaxGradient(in PoolingGeometry g, Tensor dy, Tensor indices, Tensor dx)
    {
        using KernelTimes.Call call = Windows("max pooling, gradient", dx, dy);
        inner.MaxGradient(g, dy, indices, dx);
    }

    private KernelTimes.Call Windows(string kernel, Tensor whole, Tensor pooled) =>
        times.Start(kernel, whole.Shape, default, KernelWork.Passes((double)whole.Length + pooled.Length));
}
