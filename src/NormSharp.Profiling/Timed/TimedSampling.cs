using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>Planes read at computed places under the clock.</summary>
internal sealed class TimedSampling(Backend backend, SamplingOperations inner, KernelTimes times) : SamplingOperations(backend)
{
    /// <inheritdoc/>
    public override void Forward(in SamplingGeometry g, Tensor x, Tensor places, Tensor y)
    {
        using KernelTimes.Call call = Both("sampling", x, y);
        inner.Forward(g, x, places, y);
    }

    /// <inheritdoc/>
    public override void GradientInput(in SamplingGeometry g, Tensor places, Tensor dy, Tensor dx)
    {
        using KernelTimes.Call call = Both("sampling, gradient", dx, dy);
        inner.GradientInput(g, places, dy, dx);
    }

    /// <inheritdoc/>
    public override void GradientPlaces(in SamplingGeometry g, Tensor x, Tensor places, Tensor dy, Tensor dPlaces)
    {
        using KernelTimes.Call call = Both("sampling, gradient of places", x, dy);
        inner.GradientPlaces(g, x, places, dy, dPlaces);
    }

    /// <inheritdoc/>
    public override void Put(Tensor x, Tensor places, Tensor y)
    {
        using KernelTimes.Call call = Both("put", x, y);
        inner.Put(x, places, y);
    }

    /// <inheritdoc/>
    public override void PutGradient(Tensor dy, Tensor places, Tensor dx)
    {
        using KernelTimes.Call call = Both("put, gradient", dx, dy);
        inner.PutGradient(dy, places, dx);
    }

    private KernelTimes.Call Both(string kernel, Tensor x, Tensor y)
        => times.Start(kernel, x.Shape, default, KernelWork.Passes((double)x.Length + y.Length));
}
