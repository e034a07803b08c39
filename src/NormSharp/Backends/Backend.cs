using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>
/// What computes: memory, a few primitive operations on strided tensors, and families of fused operations whose default bodies are
/// composed of the primitives. A new backend writes the primitives and then overrides what it can do faster, family by family.
/// </summary>
/// <remarks>
/// Operands have been checked by the operation that calls: shapes fit, results have the right extent and do not overlap
/// operands unless said so. Tensors may be strided views unless a member says <i>contiguous</i>.
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
        RowNormalization = new RowNormalizationOperations(this);
        LocalResponse = new LocalResponseOperations(this);
        Softmax = new SoftmaxOperations(this);
        Optimizers = new OptimizerOperations(this);
    }

    /// <summary>What it is called in reports.</summary>
    public abstract string Name { get; }

    /// <summary>The number format that it computes in.</summary>
    public abstract ElementType ElementType { get; }

    /// <summary>The fully connected map.</summary>
    public LinearOperations Linear { get; protected init; }

    /// <summary>Convolutions and their gradients.</summary>
    public ConvolutionOperations Convolution { get; protected init; }

    /// <summary>Pooling and its gradients.</summary>
    public PoolingOperations Pooling { get; protected init; }

    /// <summary>Normalization by channels: batch, group and instance normalization.</summary>
    public NormalizationOperations Normalization { get; protected init; }

    /// <summary>Normalization by rows: layer and root-mean-square normalization.</summary>
    public RowNormalizationOperations RowNormalization { get; protected init; }

    /// <summary>Local response normalization.</summary>
    public LocalResponseOperations LocalResponse { get; protected init; }

    /// <summary>Softmax and its cross-entropy.</summary>
    public SoftmaxOperations Softmax { get; protected init; }

    /// <summary>What optimizers do with parameters and gradients.</summary>
    public OptimizerOperations Optimizers { get; protected init; }

    /// <summary>Lends memory of undefined content.</summary>
    public abstract Storage Rent(int length);

    /// <summary>Takes back what <see cref="Rent"/> lent.</summary>
    public abstract void Return(Storage storage);

    /// <summary>Allocates memory that nobody gives back.</summary>
    public abstract Storage Allocate(int length);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Sets every element.</summary>
    public abstract void Fill(Tensor result, double value);

    /// <summary>Copies element by element; both may be strided views.</summary>
    public abstract void Copy(Tensor source, Tensor destination);

    /// <summary>destination += scale · source, element by element; the destination may be a strided view without overlaps.</summary>
    public abstract void Accumulate(Tensor source, Tensor destination, double scale = 1);

    /// <summary>Reads the elements in row-major order.</summary>
    public abstract void Read(Tensor source, Span<double> destination);

    /// <summary>Writes the elements in row-major order.</summary>
    public abstract void Write(ReadOnlySpan<double> source, Tensor destination);

    /// <summary>y = f(x); contiguous.</summary>
    public abstract void Unary(UnaryOperation operation, Tensor x, Tensor y);

    /// <summary>dx = dy · f′(x), where y = f(x); contiguous.</summary>
    public abstract void UnaryGradient(UnaryOperation operation, Tensor x, Tensor y, Tensor dy, Tensor dx);

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
    public abstract void Binary(BinaryOperation operation, Tensor a, Tensor b, Tensor y);

    /// <summary>y = mask ≠ 0 ? a : b; all contiguous and of one shape.</summary>
    public abstract void Select(Tensor mask, Tensor a, Tensor b, Tensor y);

    /// <summary>The sum over the middle extent of x seen as [outer, reduce, inner]; x and y contiguous.</summary>
    public abstract void Sum(Reduction extent, Tensor x, Tensor y);

    /// <summary>
    /// The maximum over the middle extent of x seen as [outer, reduce, inner], and where it stands (the first of equals; NaN wins).
    /// Contiguous; <paramref name="indices"/> may be empty.
    /// </summary>
    public abstract void Max(Reduction extent, Tensor x, Tensor y, Span<int> indices);

    /// <summary>
    /// c[b] = a[b] · b[b] for rank-3 operands [batch, m, k] and [batch, k, n], of which a batch stride may be 0; c contiguous.
    /// </summary>
    public abstract void MatMul(Tensor a, Tensor b, Tensor c, bool accumulate = false);

    /// <summary>
    /// mask = 0 with the given probability, else 1/(1 − probability), as a function of seed, stream and position alone; y = mask · x. Contiguous.
    /// </summary>
    public abstract void Dropout(ulong seed, ulong stream, double probability, Tensor x, Tensor y, Tensor mask);

    /// <summary>Whether no element is NaN or infinite; contiguous.</summary>
    public abstract bool AllFinite(Tensor x);

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
