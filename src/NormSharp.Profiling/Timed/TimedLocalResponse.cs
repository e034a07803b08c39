using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>Local response normalization under the clock.</summary>
internal sealed class TimedLocalResponse(Backend backend, LocalResponseOperations inner, KernelTimes times)
    : LocalResponseOperations(backend)
{
    /// <inheritdoc/>
    public override void Forward(in ResponseWindow window, Tensor x, Tensor y)
    {
        using KernelTimes.Call call = times.Passes("local response", x, 2);
        inner.Forward(window, x, y);
    }

    /// <inheritdoc/>
    public override void Gradient(in ResponseWindow window, Tensor x, Tensor dy, Tensor dx)
    {
        using KernelTimes.Call call = times.Passes("local response, gradient", x, 3);
        inner.Gradient(window, x, dy, dx);
    }
}
