using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>
/// Hands everything to another backend and takes the time of each call. Every operation of <see cref="Backend"/> is overridden, so that the
/// other backend's own kernels are timed and never a composed default.
/// </summary>
internal sealed class TimedBackend : Backend
{
    private readonly Backend _inner;
    private readonly KernelTimes _times;

    /// <summary>Puts a backend under the clock.</summary>
    /// <param name="inner">What computes; it stays the caller's.</param>
    /// <param name="times">Where times are added up.</param>
    public TimedBackend(Backend inner, KernelTimes times)
    {
        (_inner, _times) = (inner, times);
        Linear = new TimedLinear(this, inner.Linear, times);
        Convolution = new TimedConvolution(this, inner.Convolution, times);
        Pooling = new TimedPooling(this, inner.Pooling, times);
        Normalization = new TimedNormalization(this, inner.Normalization, times);
        Statistics = new TimedStatistics(this, inner.Statistics, times);
        RowNormalization = new TimedRowNormalization(this, inner.RowNormalization, times);
        LocalResponse = new TimedLocalResponse(this, inner.LocalResponse, times);
        AxisMaps = new TimedAxisMaps(this, inner.AxisMaps, times);
        Sampling = new TimedSampling(this, inner.Sampling, times);
        Softmax = new TimedSoftmax(this, inner.Softmax, times);
        Indexing = new TimedIndexing(this, inner.Indexing, times);
        Optimizers = new TimedOptimizers(this, inner.Optimizers, times);
        Blocked = inner.Blocked is { } blocked ? new TimedBlocked(blocked, times) : null;
    }

    /// <inheritdoc/>
    public override string Name => $"{_inner.Name}, timed";

    /// <inheritdoc/>
    internal override BlockedOperations? Blocked { get; }

    /// <inheritdoc/>
    internal override ElementType ElementType => _inner.ElementType;

    /// <inheritdoc/>
    public override int Threads => _inner.Threads;

    /// <inheritdoc/>
    internal override void Alone(Action work) => _inner.Alone(work);

    /// <inheritdoc/>
    internal override bool Takes(Storage storage) => _inner.Takes(storage);

    /// <inheritdoc/>
    internal override Storage Rent(int length, ElementType type) => _inner.Rent(length, type);

    /// <inheritdoc/>
    internal override void Return(Storage storage) => _inner.Return(storage);

    /// <inheritdoc/>
    internal override Storage Allocate(int length, ElementType type) => _inner.Allocate(length, type);

    /// <inheritdoc/>
    public override void Fill(Tensor result, double value)
    {
        using KernelTimes.Call call = _times.Passes("fill", result, 1);
        _inner.Fill(result, value);
    }

    /// <inheritdoc/>
    public override void Copy(Tensor source, Tensor destination)
    {
        using KernelTimes.Call call = _times.Passes("copy", source, 2);
        _inner.Copy(source, destination);
    }

    /// <inheritdoc/>
    public override void Accumulate(Tensor source, Tensor destination, double scale = 1)
    {
        using KernelTimes.Call call = _times.Passes("accumulate", source, 3);
        _inner.Accumulate(source, destination, scale);
    }

    /// <inheritdoc/>
    public override void Read<T>(Tensor source, Span<T> destination)
    {
        using KernelTimes.Call call = _times.Passes("read", source, 3);
        _inner.Read(source, destination);
    }

    /// <inheritdoc/>
    public override void Write<T>(ReadOnlySpan<T> source, Tensor destination)
    {
        using KernelTimes.Call call = _times.Passes("write", destination, 3);
        _inner.Write(source, destination);
    }

    /// <inheritdoc/>
    internal override void Unary(UnaryOperation operation, Tensor x, Tensor y)
    {
        using KernelTimes.Call call = _times.Passes("unary", x, 2);
        _inner.Unary(operation, x, y);
    }

    /// <inheritdoc/>
    internal override void UnaryGradient(UnaryOperation operation, Tensor x, Tensor y, Tensor dy, Tensor dx)
    {
        using KernelTimes.Call call = _times.Passes("unary gradient", x, 3);
        _inner.UnaryGradient(operation, x, y, dy, dx);
    }

    /// <inheritdoc/>
    public override void Activate(Activation activation, Tensor x, Tensor y)
    {
        using KernelTimes.Call call = _times.Passes("activation", x, 2);
        _inner.Activate(activation, x, y);
    }

    /// <inheritdoc/>
    public override void ActivationGradient(Activation activation, Tensor x, Tensor y, Tensor dy, Tensor dx)
    {
        using KernelTimes.Call call = _times.Passes("activation gradient", x, 3);
        _inner.ActivationGradient(activation, x, y, dy, dx);
    }

    /// <inheritdoc/>
    public override void AddThen(Tensor a, Tensor b, Activation activation, Tensor y)
    {
        using KernelTimes.Call call = _times.Passes("sum and activation", y, 3);
        _inner.AddThen(a, b, activation, y);
    }

    /// <inheritdoc/>
    public override void Affine(double scale, double shift, Tensor x, Tensor y)
    {
        using KernelTimes.Call call = _times.Passes("affine", x, 2);
        _inner.Affine(scale, shift, x, y);
    }

    /// <inheritdoc/>
    internal override void Binary(BinaryOperation operation, Tensor a, Tensor b, Tensor y)
    {
        using KernelTimes.Call call = _times.Start("binary", y.Shape, default, KernelWork.Passes((double)a.Length + b.Length + y.Length));
        _inner.Binary(operation, a, b, y);
    }

    /// <inheritdoc/>
    public override void Select(Tensor mask, Tensor a, Tensor b, Tensor y)
    {
        using KernelTimes.Call call = _times.Passes("select", y, 4);
        _inner.Select(mask, a, b, y);
    }

    /// <inheritdoc/>
    internal override void Sum(Reduction extent, Tensor x, Tensor y)
    {
        using KernelTimes.Call call = _times.Passes("sum", x, 1);
        _inner.Sum(extent, x, y);
    }

    /// <inheritdoc/>
    internal override void Max(Reduction extent, Tensor x, Tensor y, Tensor? indices)
    {
        using KernelTimes.Call call = _times.Passes("max", x, 1);
        _inner.Max(extent, x, y, indices);
    }

    /// <inheritdoc/>
    public override void MatMul(Tensor a, Tensor b, Tensor c, bool accumulate = false)
    {
        using KernelTimes.Call call = _times.Start(
            "matrix product",
            a.Shape,
            b.Shape,
            KernelWork.Product(c.Shape[0], c.Shape[1], c.Shape[2], a.Shape[2]),
            (_inner as CpuBackend)?.ChosenProduct(a, b, c));
        _inner.MatMul(a, b, c, accumulate);
    }

    /// <inheritdoc/>
    public override void Dropout(ulong seed, ulong stream, double probability, Tensor x, Tensor y, Tensor mask)
    {
        using KernelTimes.Call call = _times.Passes("dropout", x, 3);
        _inner.Dropout(seed, stream, probability, x, y, mask);
    }

    /// <inheritdoc/>
    public override void AllFinite(Tensor x, Tensor result)
    {
        using KernelTimes.Call call = _times.Passes("all finite", x, 1);
        _inner.AllFinite(x, result);
    }
}
