using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>
/// Hands everything to another backend and takes the time of each call. Every operation of <see cref="Backend"/> is overridden, so that the
/// other backend's own kernels are timed and never a composed default.
/// </summary>
/// <param name="inner">What computes; it stays the caller's.</param>
/// <param name="times">Where times are added up.</param>
public sealed partial class TimedBackend(Backend inner, KernelTimes times) : Backend
{
    /// <inheritdoc/>
    public override string Name => $"{inner.Name}, timed";

    /// <inheritdoc/>
    public override ElementType ElementType => inner.ElementType;

    /// <inheritdoc/>
    public override Storage Rent(int length) => inner.Rent(length);

    /// <inheritdoc/>
    public override void Return(Storage storage) => inner.Return(storage);

    /// <inheritdoc/>
    public override Storage Allocate(int length) => inner.Allocate(length);

    /// <inheritdoc/>
    public override void Fill(Tensor result, double value)
    {
        using KernelTimes.Call call = Passes("fill", result, 1);
        inner.Fill(result, value);
    }

    /// <inheritdoc/>
    public override void Copy(Tensor source, Tensor destination)
    {
        using KernelTimes.Call call = Passes("copy", source, 2);
        inner.Copy(source, destination);
    }

    /// <inheritdoc/>
    public override void Accumulate(Tensor source, Tensor destination, double scale = 1)
    {
        using KernelTimes.Call call = Passes("accumulate", source, 3);
        inner.Accumulate(source, destination, scale);
    }

    /// <inheritdoc/>
    public override void Read(Tensor source, Span<double> destination)
    {
        using KernelTimes.Call call = Passes("read", source, 3);
        inner.Read(source, destination);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<double> source, Tensor destination)
    {
        using KernelTimes.Call call = Passes("write", destination, 3);
        inner.Write(source, destination);
    }

    /// <inheritdoc/>
    public override void Unary(UnaryOperation operation, Tensor x, Tensor y)
    {
        using KernelTimes.Call call = Passes("unary", x, 2);
        inner.Unary(operation, x, y);
    }

    /// <inheritdoc/>
    public override void UnaryGradient(UnaryOperation operation, Tensor x, Tensor y, Tensor dy, Tensor dx)
    {
        using KernelTimes.Call call = Passes("unary gradient", x, 3);
        inner.UnaryGradient(operation, x, y, dy, dx);
    }

    /// <inheritdoc/>
    public override void Activate(Activation activation, Tensor x, Tensor y)
    {
        using KernelTimes.Call call = Passes("activation", x, 2);
        inner.Activate(activation, x, y);
    }

    /// <inheritdoc/>
    public override void ActivationGradient(Activation activation, Tensor x, Tensor y, Tensor dy, Tensor dx)
    {
        using KernelTimes.Call call = Passes("activation gradient", x, 3);
        inner.ActivationGradient(activation, x, y, dy, dx);
    }

    /// <inheritdoc/>
    public override void Affine(double scale, double shift, Tensor x, Tensor y)
    {
        using KernelTimes.Call call = Passes("affine", x, 2);
        inner.Affine(scale, shift, x, y);
    }

    /// <inheritdoc/>
    public override void Binary(BinaryOperation operation, Tensor a, Tensor b, Tensor y)
    {
        using KernelTimes.Call call = times.Start("binary", y.Shape, default, KernelWork.Passes((double)a.Length + b.Length + y.Length));
        inner.Binary(operation, a, b, y);
    }

    /// <inheritdoc/>
    public override void Select(Tensor mask, Tensor a, Tensor b, Tensor y)
    {
        using KernelTimes.Call call = Passes("select", y, 4);
        inner.Select(mask, a, b, y);
    }

    /// <inheritdoc/>
    public override void Sum(Reduction extent, Tensor x, Tensor y)
    {
        using KernelTimes.Call call = Passes("sum", x, 1);
        inner.Sum(extent, x, y);
    }

    /// <inheritdoc/>
    public override void Max(Reduction extent, Tensor x, Tensor y, Span<int> indices)
    {
        using KernelTimes.Call call = Passes("max", x, 1);
        inner.Max(extent, x, y, indices);
    }

    /// <inheritdoc/>
    public override void MatMul(Tensor a, Tensor b, Tensor c, bool accumulate = false)
    {
        using KernelTimes.Call call = times.Start(
            "matrix product", a.Shape, b.Shape, KernelWork.Product(c.Shape[0], c.Shape[1], c.Shape[2], a.Shape[2]));
        inner.MatMul(a, b, c, accumulate);
    }

    /// <inheritdoc/>
    public override void Dropout(ulong seed, ulong stream, double probability, Tensor x, Tensor y, Tensor mask)
    {
        using KernelTimes.Call call = Passes("dropout", x, 3);
        inner.Dropout(seed, stream, probability, x, y, mask);
    }

    /// <inheritdoc/>
    public override bool AllFinite(Tensor x)
    {
        using KernelTimes.Call call = Passes("all finite", x, 1);
        return inner.AllFinite(x);
    }

    private KernelTimes.Call Passes(string kernel, Tensor tensor, int passes) =>
        times.Start(kernel, tensor.Shape, default, KernelWork.Passes((double)passes * tensor.Length));
}
