using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>Maps of one dimension under the clock.</summary>
internal sealed class TimedAxisMaps(Backend backend, AxisMapOperations inner, KernelTimes times) : AxisMapOperations(backend)
{
    /// <inheritdoc/>
    public override void Apply(AxisMap map, Tensor x, Tensor y)
    {
        using KernelTimes.Call call = Both("map of a dimension", x, y);
        inner.Apply(map, x, y);
    }

    /// <inheritdoc/>
    public override void Max(AxisMap map, Tensor x, Tensor y, Tensor? winners)
    {
        using KernelTimes.Call call = Both("maxima along a dimension", x, y);
        inner.Max(map, x, y, winners);
    }

    /// <inheritdoc/>
    public override void MaxGradient(AxisMap map, Tensor dy, Tensor winners, Tensor dx)
    {
        using KernelTimes.Call call = Both("maxima along a dimension, gradient", dx, dy);
        inner.MaxGradient(map, dy, winners, dx);
    }

    private KernelTimes.Call Both(string kernel, Tensor x, Tensor y)
        => times.Start(kernel, x.Shape, default, KernelWork.Passes((double)x.Length + y.Length));
}
