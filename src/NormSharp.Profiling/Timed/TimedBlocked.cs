using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>Kernels on blocked images under the clock.</summary>
internal sealed class TimedBlocked(BlockedOperations inner, KernelTimes times) : BlockedOperations
{
    /// <inheritdoc/>
    public override void Run(BlockedCall call, Tensor x, Tensor? second, Tensor y)
    {
        int images = y.Shape[0];
        var work = new Work(2.0 * images * call.Products, sizeof(float) * (double)images * call.Floats);
        using KernelTimes.Call clock = times.Start(call.Name, call.Input, call.Output, work);
        inner.Run(call, x, second, y);
    }
}
