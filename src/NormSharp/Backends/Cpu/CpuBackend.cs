using NormSharp.Kernels.Elementwise;
using NormSharp.Kernels.Gemm;
using NormSharp.Kernels.Limits;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Random;
using NormSharp.Kernels.Reductions;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>
/// Computes in float32 with the vector kernels, on a team of threads. Results are bit for bit the same on any number of threads.
/// </summary>
public sealed class CpuBackend : Backend
{
    private readonly StoragePool<float> _floats = new();
    private readonly StoragePool<double> _doubles = new();
    private readonly StoragePool<int> _integers = new();
    private readonly ThreadTeam _team;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">How many threads work, the caller's included; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is below 1.</exception>
    public CpuBackend(int threads)
    {
        _team = new ThreadTeam(threads);
        Linear = new CpuLinear(this, _team);
        Convolution = new CpuConvolution(this, _team);
        Pooling = new CpuPooling(this, _team);
        Normalization = new CpuNormalization(this, _team);
        Statistics = new CpuStatistics(this);
        RowNormalization = new CpuRowNormalization(this, _team);
        LocalResponse = new CpuLocalResponse(this, _team);
        AxisMaps = new CpuAxisMaps(this, _team);
        Sampling = new CpuSampling(this, _team);
        Softmax = new CpuSoftmax(this, _team);
        Indexing = new CpuIndexing(this, _team);
        Optimizers = new CpuOptimizers(this, _team);
        Blocked = new CpuBlocked(_team);
    }

    /// <inheritdoc/>
    public override string Name => $"cpu, {_team.Threads} thread{(_team.Threads == 1 ? string.Empty : "s")}";

    /// <inheritdoc/>
    internal override ElementType ElementType => ElementType.Float32;

    /// <inheritdoc/>
    public override int Threads => _team.Threads;

    /// <inheritdoc/>
    internal override BlockedOperations Blocked { get; }

    /// <summary>The most bytes that tensors had at once.</summary>
    internal long MostBytes
        => (_floats.MostLent * sizeof(float)) + (_doubles.MostLent * sizeof(double)) + (_integers.MostLent * sizeof(int));

    /// <summary>Bytes of scratch memory that kernels have taken so far.</summary>
    internal long ScratchBytes => _team.ScratchBytes;

    /// <summary>Multiply-adds from registers to registers on all threads; the limit that other kernels are judged by.</summary>
    /// <param name="rounds">Rounds a thread.</param>
    /// <returns>Floating-point operations in all.</returns>
    internal double RunArithmetic(int rounds) => ArithmeticPeak.Run(_team, rounds);

    /// <summary>Copies memory with all threads, past the caches or through them.</summary>
    internal void CopyMemory(ReadOnlySpan<float> source, Span<float> destination, bool streaming)
        => CopyLoop.Run(_team, source, destination, streaming);

    /// <inheritdoc/>
    internal override void Alone(Action work) => _team.Alone(work);

    /// <inheritdoc/>
    internal override bool Takes(Storage storage) => storage is HostStorage<float>;

    /// <inheritdoc/>
    internal override Storage Rent(int length, ElementType type)
    {
        try
        {
            return Lend(length, type);
        }
        catch (OutOfMemoryException)
        {
            // What is kept for later may be what is missing now.
            Clear();
            return Lend(length, type);
        }
    }

    /// <inheritdoc/>
    internal override void Return(Storage storage)
    {
        switch (storage)
        {
            case HostStorage<float> floats:
                _floats.Return(floats);
                break;
            case HostStorage<double> doubles:
                _doubles.Return(doubles);
                break;
            default:
                _integers.Return((HostStorage<int>)storage);
                break;
        }
    }

    /// <inheritdoc/>
    internal override Storage Allocate(int length, ElementType type) => type switch
    {
        ElementType.Float32 => new HostStorage<float>(length, zeroed: false),
        ElementType.Float64 => new HostStorage<double>(length, zeroed: false),
        _ => new HostStorage<int>(length, zeroed: false),
    };

    /// <inheritdoc/>
    public override void Fill(Tensor result, double value)
    {
        if (result.IsContiguous)
        {
            result.AsSpan().Fill((float)value);
            return;
        }

        Span<float> destination = result.Host<float>();
        foreach (int position in new StridedPositions(result))
        {
            destination[position] = (float)value;
        }
    }

    /// <inheritdoc/>
    public override void Copy(Tensor source, Tensor destination)
    {
        if (source.ElementType != ElementType.Float32 || destination.ElementType != ElementType.Float32)
        {
            HostCopy.Convert(source, destination);
        }
        else if (source.IsContiguous && destination.IsContiguous)
        {
            source.AsSpan().CopyTo(destination.AsSpan());
        }
        else if (destination.IsContiguous)
        {
            StridedCopy.Gather(_team, source.Shape.AsSpan(), From(source), source.Strides, destination.AsSpan());
        }
        else if (source.IsContiguous)
        {
            StridedCopy.Scatter(_team, source.Shape.AsSpan(), source.AsSpan(), From(destination), destination.Strides);
        }
        else
        {
            // Without an object for the memory between: a warm plan allocates nothing.
            HostStorage<float> lent = _floats.Rent(source.Length);
            Span<float> between = lent.Span[..source.Length];
            StridedCopy.Gather(_team, source.Shape.AsSpan(), From(source), source.Strides, between);
            StridedCopy.Scatter(_team, source.Shape.AsSpan(), between, From(destination), destination.Strides);
            _floats.Return(lent);
        }
    }

    /// <inheritdoc/>
    public override void Accumulate(Tensor source, Tensor destination, double scale = 1)
    {
        if (source.IsContiguous && destination.IsContiguous)
        {
            AccumulateKernel.Apply(_team, (float)scale, source.AsSpan(), destination.AsSpan());
            return;
        }

        using var scratch = new ScratchMemory(this);
        Tensor sum = scratch.Rent(destination.Shape);
        Tensor addend = scratch.Rent(destination.Shape);
        Copy(destination, sum);
        Copy(source, addend);
        AccumulateKernel.Apply(_team, (float)scale, addend.AsSpan(), sum.AsSpan());
        Copy(sum, destination);
    }

    /// <inheritdoc/>
    public override void Read<T>(Tensor source, Span<T> destination) => HostCopy.Read(source, destination);

    /// <inheritdoc/>
    public override void Write<T>(ReadOnlySpan<T> source, Tensor destination) => HostCopy.Write(source, destination);

    /// <inheritdoc/>
    internal override void Unary(UnaryOperation operation, Tensor x, Tensor y)
        => UnaryKernel.Apply(_team, operation, x.AsSpan(), y.AsSpan());

    /// <inheritdoc/>
    internal override void UnaryGradient(UnaryOperation operation, Tensor x, Tensor y, Tensor dy, Tensor dx)
        => UnaryKernel.Gradient(_team, operation, x.AsSpan(), y.AsSpan(), dy.AsSpan(), dx.AsSpan());

    /// <inheritdoc/>
    public override void Activate(Activation activation, Tensor x, Tensor y)
        => ActivationKernel.Apply(_team, activation, x.AsSpan(), y.AsSpan());

    /// <inheritdoc/>
    public override void ActivationGradient(Activation activation, Tensor x, Tensor y, Tensor dy, Tensor dx)
        => ActivationKernel.Gradient(_team, activation, x.AsSpan(), y.AsSpan(), dy.AsSpan(), dx.AsSpan());

    /// <inheritdoc/>
    public override void AddThen(Tensor a, Tensor b, Activation activation, Tensor y)
        => AddActivationKernel.Apply(_team, activation, a.AsSpan(), b.AsSpan(), y.AsSpan());

    /// <inheritdoc/>
    public override void Affine(double scale, double shift, Tensor x, Tensor y)
        => AffineKernel.Apply(_team, (float)scale, (float)shift, x.AsSpan(), y.AsSpan());

    /// <inheritdoc/>
    internal override void Binary(BinaryOperation operation, Tensor a, Tensor b, Tensor y)
    {
        if (a.IsContiguous && b.IsContiguous)
        {
            BinaryKernel.Apply(_team, operation, a.AsSpan(), b.AsSpan(), y.AsSpan());
        }
        else
        {
            BinaryKernel.ApplyBroadcast(_team, operation, y.Shape.AsSpan(), new(From(a), a.Strides), new(From(b), b.Strides), y.AsSpan());
        }
    }

    /// <inheritdoc/>
    public override void Select(Tensor mask, Tensor a, Tensor b, Tensor y)
        => SelectKernel.Apply(_team, mask.AsSpan(), a.AsSpan(), b.AsSpan(), y.AsSpan());

    /// <inheritdoc/>
    internal override void Sum(Reduction extent, Tensor x, Tensor y)
        => SumKernel.Apply(_team, extent.Outer, extent.Reduce, extent.Inner, x.AsSpan(), y.AsSpan());

    /// <inheritdoc/>
    internal override void Max(Reduction extent, Tensor x, Tensor y, Tensor? indices)
        => MaxKernel.Apply(_team, extent.Outer, extent.Reduce, extent.Inner, x.AsSpan(), y.AsSpan(), CpuSpans.IndicesOrNone(indices));

    /// <inheritdoc/>
    public override void MatMul(Tensor a, Tensor b, Tensor c, bool accumulate = false)
    {
        (GemmShape shape, ProductBatch products) = ProductOf(a, b, c);
        var spans = new ProductSpans { A = From(a), B = From(b), C = c.AsSpan(), Accumulate = accumulate };
        MatrixProduct.MultiplyBatch(_team, shape, products, spans);
    }

    /// <summary>The algorithm that the plan takes for a product; null where products of a batch are too small to have one each.</summary>
    internal string? ChosenProduct(Tensor a, Tensor b, Tensor c)
    {
        (GemmShape shape, ProductBatch products) = ProductOf(a, b, c);
        return MatrixProduct.AlgorithmOf(_team, shape, products)?.Name;
    }

    private static (GemmShape Shape, ProductBatch Products) ProductOf(Tensor a, Tensor b, Tensor c)
    {
        (int batch, int m, int n, int k) = (c.Shape[0], c.Shape[1], c.Shape[2], a.Shape[2]);
        if (batch > 1 && b.Strides[0] == 0 && a.Strides[0] == m * a.Strides[1])
        {
            // One right operand for all: the batches are rows of one tall product.
            (batch, m) = (1, batch * m);
        }

        var shape = new GemmShape(m, n, k, new(a.Strides[1], a.Strides[2]), new(b.Strides[1], b.Strides[2]), n);
        return (shape, new ProductBatch(batch, a.Strides[0], b.Strides[0], m * n));
    }

    /// <inheritdoc/>
    public override void Dropout(ulong seed, ulong stream, double probability, Tensor x, Tensor y, Tensor mask)
        => DropoutKernel.Apply(_team, seed, stream, (float)probability, x.AsSpan(), y.AsSpan(), mask.AsSpan());

    /// <inheritdoc/>
    public override void AllFinite(Tensor x, Tensor result) => result.AsSpan<int>()[0] = AllFiniteKernel.Apply(_team, x.AsSpan()) ? 1 : 0;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _team.Dispose();
            Clear();
        }
    }

    private Storage Lend(int length, ElementType type) => type switch
    {
        ElementType.Float32 => _floats.Rent(length),
        ElementType.Float64 => _doubles.Rent(length),
        _ => _integers.Rent(length),
    };

    private void Clear()
    {
        _floats.Clear();
        _doubles.Clear();
        _integers.Clear();
    }

    /// <summary>The memory that a strided view reaches, and no more: what lies after it may be another tensor's.</summary>
    private static Span<float> From(Tensor tensor)
    {
        int last = 0;
        for (int d = 0; d < tensor.Rank; d++)
        {
            last += (tensor.Shape[d] - 1) * tensor.Strides[d];
        }

        return tensor.Length == 0 ? [] : tensor.Host<float>().Slice(tensor.Offset, last + 1);
    }
}
