using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>Normalization by rows under the clock.</summary>
internal sealed class TimedRowNormalization(Backend backend, RowNormalizationOperations inner, KernelTimes times)
    : RowNormalizationOperations(backend)
{
    /// <inheritdoc/>
    public override void Forward(in RowNormalizationConstants n, Tensor x, Tensor y)
    {
        using KernelTimes.Call call = times.Passes("normalize rows", x, 2);
        inner.Forward(n, x, y);
    }

    /// <inheritdoc/>
    public override void Gradient(in RowNormalizationConstants n, Tensor x, Tensor y, Tensor dy, Tensor dx, Tensor? dGamma, Tensor? dBeta)
    {
        using KernelTimes.Call call = times.Passes("normalize rows, gradient", x, 3);
        inner.Gradient(n, x, y, dy, dx, dGamma, dBeta);
    }
}
