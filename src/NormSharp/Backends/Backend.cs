using System.Numerics;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>
/// What computes: memory, a few primitive operations on strided tensors, and families of fused operations whose default bodies are
/// composed of the primitives. A new backend writes the primitives and then overrides what it can do faster, family by family. Both are
/// internal yet: backends come from NormSharp's own packages.
/// </summary>
/// <remarks>
/// Operands have been checked by the operation that calls: shapes fit, results have the right extent and do not overlap
/// operands unless said so. Tensors may be strided views unless a member says <i>contiguous</i>.
/// <para>Everything that is computed stays in memory of the backend: statistics as float64, labels and positions as int32, losses as
/// tensors of one number. Only <see cref="Read"/> brings numbers to the host, when the caller asks for them.</para>
/// </remarks>
public abstract class Backend : IDisposable
{
    /// <summary>Begins with the default body of every fused operation.</summary>
    protected Backend()
    {
        Linear = new LinearOperations(this);
        Convolution = new ConvolutionOperations(this);
        Pooling = new PoolingOperations(this);
        Normalization = new NormalizationOperations(this);
        Statistics = new StatisticsOperations(this);
        RowNormalization = new RowNormalizationOperations(this);
        LocalResponse = new LocalResponseOperations(this);
        AxisMaps = new AxisMapOperations(this);
        Sampling = new SamplingOperations(this);
        Softmax = new SoftmaxOperations(this);
        Indexing = new IndexingOperations(this);
        Optimizers = new OptimizerOperations(this);
    }

    /// <summary>What it is called in reports.</summary>
    public abstract string Name { get; }

    /// <summary>The number format that it computes in.</summary>
    internal abstract ElementType ElementType { get; }

    /// <summary>The fully connected map.</summary>
    internal LinearOperations Linear { get; private protected init; }

    /// <summary>Convolutions and their gradients.</summary>
    internal ConvolutionOperations Convolution { get; private protected init; }

    /// <summary>Pooling and its gradients.</summary>
    internal PoolingOperations Pooling { get; private protected init; }

    /// <summary>Normalization by channels: batch, group and instance normalization.</summary>
    internal NormalizationOperations Normalization { get; private protected init; }

    /// <summary>Work on the statistics of channels, which are small.</summary>
    internal StatisticsOperations Statistics { get; private protected init; }

    /// <summary>Normalization by rows: layer and root-mean-square normalization.</summary>
    internal RowNormalizationOperations RowNormalization { get; private protected init; }

    /// <summary>Local response normalization.</summary>
    internal LocalResponseOperations LocalResponse { get; private protected init; }

    /// <summary>Padding, pooling and interpolation, one dimension at a time.</summary>
    internal AxisMapOperations AxisMaps { get; private protected init; }

    /// <summary>Planes that are read at computed places.</summary>
    internal SamplingOperations Sampling { get; private protected init; }

    /// <summary>Softmax and its cross-entropy.</summary>
    internal SoftmaxOperations Softmax { get; private protected init; }

    /// <summary>Rows by their numbers, and the order of numbers.</summary>
    internal IndexingOperations Indexing { get; private protected init; }

    /// <summary>What optimizers do with parameters and gradients.</summary>
    internal OptimizerOperations Optimizers { get; private protected init; }

    /// <summary>Kernels on blocked images, for inference plans; null where there are none.</summary>
    internal virtual BlockedOperations? Blocked => null;

    /// <summary>How many threads of the host compute, the caller's included.</summary>
    public virtual int Threads => 1;

    /// <summary>Runs what calls operations of this backend on the calling thread alone: the same bits, and nobody is woken.</summary>
    internal virtual void Alone(Action work) => work();

    /// <summary>Whether operations can compute on this memory as it is; a tape copies what is elsewhere or of another format.</summary>
    internal abstract bool Takes(Storage storage);

    /// <summary>Lends memory of undefined content.</summary>
    internal abstract Storage Rent(int length, ElementType type);

    /// <summary>Lends memory in the format that the backend computes in.</summary>
    internal Storage Rent(int length) => Rent(length, ElementType);

    /// <summary>Takes back what was lent.</summary>
    internal abstract void Return(Storage storage);

    /// <summary>Allocates memory that nobody gives back.</summary>
    internal abstract Storage Allocate(int length, ElementType type);

    /// <summary>Allocates memory in the format that the backend computes in.</summary>
    internal Storage Allocate(int length) => Allocate(length, ElementType);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Sets every element.</summary>
    public abstract void Fill(Tensor result, double value);

    /// <summary>Copies element by element, also from one number format to another; both may be strided views.</summary>
    public abstract void Copy(Tensor source, Tensor destination);

    /// <summary>destination += scale · source, element by element; the destination may be a strided view without overlaps.</summary>
    public abstract void Accumulate(Tensor source, Tensor destination, double scale = 1);

    /// <summary>
    /// Brings a tensor's elements to the host, in row-major order, and converts them: the one way back. A device waits here for what it
    /// computes.
    /// </summary>
    public abstract void Read<T>(Tensor source, Span<T> destination)
        where T : unmanaged, INumberBase<T>;

    /// <summary>Takes elements from the host, in row-major order, and converts them: the one way in.</summary>
    public abstract void Write<T>(ReadOnlySpan<T> source, Tensor destination)
        where T : unmanaged, INumberBase<T>;

    /// <summary>y = f(x); contiguous.</summary>
    internal abstract void Unary(UnaryOperation operation, Tensor x, Tensor y);

    /// <summary>dx = dy · f′(x), where y = f(x); contiguous.</summary>
    internal abstract void UnaryGradient(UnaryOperation operation, Tensor x, Tensor y, Tensor dy, Tensor dx);

    /// <summary>y = f(x); contiguous.</summary>
    public abstract void Activate(Activation activation, Tensor x, Tensor y);

    /// <summary>dx = dy · f′(x), where y = f(x); contiguous.</summary>
    public abstract void ActivationGradient(Activation activation, Tensor x, Tensor y, Tensor dy, Tensor dx);

    /// <summary>y = f(a + b), all of one shape; y may be the memory of an operand; contiguous.</summary>
    public virtual void AddThen(Tensor a, Tensor b, Activation activation, Tensor y)
    {
        Binary(BinaryOperation.Add, a, b, y);
        ActivateInPlace(activation, y);
    }

    /// <summary>y = scale · x + shift; contiguous.</summary>
    public abstract void Affine(double scale, double shift, Tensor x, Tensor y);

    /// <summary>y = a ∘ b, where a and b broadcast to the shape of y; y contiguous.</summary>
    internal abstract void Binary(BinaryOperation operation, Tensor a, Tensor b, Tensor y);

    /// <summary>y = mask ≠ 0 ? a : b; all contiguous and of one shape.</summary>
    public abstract void Select(Tensor mask, Tensor a, Tensor b, Tensor y);

    /// <summary>The sum over the middle extent of x seen as [outer, reduce, inner]; x and y contiguous.</summary>
    internal abstract void Sum(Reduction extent, Tensor x, Tensor y);

    /// <summary>
    /// The maximum over the middle extent of x seen as [outer, reduce, inner], and where it stands (the first of equals; NaN wins).
    /// Contiguous; <paramref name="indices"/> are of type int32, or null where nobody asks.
    /// </summary>
    internal abstract void Max(Reduction extent, Tensor x, Tensor y, Tensor? indices);

    /// <summary>
    /// c[b] = a[b] · b[b] for rank-3 operands [batch, m, k] and [batch, k, n], of which a batch stride may be 0; c contiguous.
    /// </summary>
    public abstract void MatMul(Tensor a, Tensor b, Tensor c, bool accumulate = false);

    /// <summary>
    /// mask = 0 with the given probability, else 1/(1 − probability), as a function of seed, stream and position alone; y = mask · x.
    /// Contiguous.
    /// </summary>
    public abstract void Dropout(ulong seed, ulong stream, double probability, Tensor x, Tensor y, Tensor mask);

    /// <summary>Writes 1 where no element of x is NaN or infinite, else 0; x contiguous, <paramref name="result"/> one int32.</summary>
    public abstract void AllFinite(Tensor x, Tensor result);

    /// <summary>y = f(y), where f is not the identity.</summary>
    internal void ActivateInPlace(Activation activation, Tensor y)
    {
        if (activation.Kind != ActivationKind.Identity)
        {
            Activate(activation, y, y);
        }
    }

    /// <summary>Gives back what the backend holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
