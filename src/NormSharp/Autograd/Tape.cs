using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Autograd;

/// <summary>
/// Records operations for the backward pass and owns the memory of everything computed on it, which it gives back when it is
/// disposed: <c>using var tape = new Tape();</c> once for each training step, or one tape for all of them that <see cref="Restart"/> ends
/// each step of.
/// </summary>
/// <remarks>
/// A tensor joins a tape by <see cref="Input(ReadOnlySpan{float}, Shape)"/> or <see cref="Watch"/>; results of operations
/// belong to the tape of their operands. A tape serves one thread.
/// </remarks>
public sealed partial class Tape : TensorOwner, IDisposable
{
    private static readonly Tape NoTape = new(Backend.Default, gradients: false, free: true);

    private readonly List<Node> _nodes = [];
    private readonly LentMemory _memory;
    private readonly LentArrays<Tensor> _operands = new();
    private readonly RoundObjects<Tensor> _tensors = new();
    private readonly RoundNodes _rounds = new();
    private readonly PendingChecks _checks = new();
    private readonly bool _free;
    private Dictionary<Tensor, Tensor>? _imports;
    private bool _disposed;

    /// <summary>Starts a tape.</summary>
    /// <param name="backend">What computes; the CPU with all its processors when null.</param>
    /// <param name="gradients">False for evaluation: nothing is recorded, memory is still lent and taken back.</param>
    public Tape(Backend? backend = null, bool gradients = true)
        : this(backend ?? Backend.Default, gradients, free: false)
    {
    }

    private Tape(Backend backend, bool gradients, bool free)
    {
        Backend = backend;
        _memory = new LentMemory(backend);
        RecordsGradients = gradients;
        _free = free;
    }

    /// <summary>What computes.</summary>
    public Backend Backend { get; }

    /// <summary>Whether operations are recorded for a backward pass.</summary>
    public bool RecordsGradients { get; }

    /// <summary>
    /// Whether statistics that are NaN or infinite are found at <see cref="ThrowIfBad"/>, by whoever runs the step, and not at once by the
    /// layer, which would have to wait for a device.
    /// </summary>
    internal bool DefersChecks { get; init; }

    /// <inheritdoc/>
    public override bool IsAlive => !_disposed;

    /// <inheritdoc/>
    protected override string Kind => "tape";

    /// <summary>Copies values onto the tape as a constant.</summary>
    /// <exception cref="ArgumentException">The number of values is not the shape's.</exception>
    public Tensor Input(ReadOnlySpan<float> values, Shape shape)
    {
        if (values.Length != shape.ElementCount)
        {
            throw new ArgumentException($"{values.Length} values for shape {shape}, which holds {shape.ElementCount}", nameof(values));
        }

        Tensor tensor = Rent(shape);
        Backend.Write(values, tensor);
        return tensor;
    }

    /// <summary>Copies whole numbers onto the tape, such as labels.</summary>
    public Tensor Input(ReadOnlySpan<int> values)
    {
        Tensor tensor = Rent([values.Length], ElementType.Int32);
        Backend.Write(values, tensor);
        return tensor;
    }

    /// <summary>Puts an ordinary tensor on the tape as a constant, without a copy where the number format is the tape's.</summary>
    public Tensor Input(Tensor tensor)
    {
        ThrowIfForeign(tensor);
        return Backend.Takes(tensor.Storage) ? tensor.WithOwner(this) : Import(tensor);
    }

    /// <summary>Like <see cref="Input(Tensor)"/>, and asks for the gradient by it: see <see cref="GradientOf"/>.</summary>
    public Tensor Watch(Tensor tensor)
    {
        Tensor leaf = Input(tensor);
        leaf.RequiresGradient = RecordsGradients;
        return leaf;
    }

    /// <summary>
    /// Ends a step as <see cref="Dispose"/> does, and begins the next one on the same tape, which then uses the objects of earlier steps
    /// again: a training loop with one tape allocates nothing once it is warm.
    /// </summary>
    /// <remarks>
    /// A tensor of the ended step throws when it is read, as after a disposed tape, until the next <see cref="Restart"/>. After that its
    /// object may be another tensor's: never keep one so long.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public void Restart()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Round++;
        _memory.ReturnAll();
        _operands.EndRound();
        _checks.Clear();
        _nodes.Clear();
        _tensors.EndRound();
        _rounds.EndRound();
        _imports = null;
        _hadLastPass = false;
    }

    /// <summary>Gives back all memory; tensors of the tape can no longer be read.</summary>
    public void Dispose()
    {
        if (_disposed || _free)
        {
            return;
        }

        _disposed = true;
        _memory.ReturnAll();
        _operands.ReturnAll();
        _nodes.Clear();
        _imports = null;
    }

    /// <summary>The tape that operands belong to; one that records nothing and never ends, when they belong to none.</summary>
    /// <exception cref="ArgumentException">The operands belong to different tapes.</exception>
    public static Tape Of(params ReadOnlySpan<Tensor?> operands)
    {
        Tape? found = null;
        foreach (Tensor? operand in operands)
        {
            if (operand?.Owner is not Tape tape)
            {
                continue;
            }

            if (found is not null && found != tape)
            {
                throw new ArgumentException(
                    $"the operand of shape {operand.Shape} belongs to another tape; Detach() what you carry from one step to the next");
            }

            found = tape;
        }

        return found ?? NoTape;
    }

    /// <summary>Lends a tensor of undefined content, in the format that the backend computes in.</summary>
    public Tensor Rent(Shape shape) => Rent(shape, Backend.ElementType);

    /// <summary>Lends a tensor of undefined content.</summary>
    internal Tensor Rent(Shape shape, ElementType type)
    {
        if (_free)
        {
            return new Tensor(Backend.Allocate(shape.ElementCount, type), shape, owner: null);
        }

        ObjectDisposedException.ThrowIf(_disposed, this);
        return TensorOver(_memory.Rent(shape.ElementCount, type), shape, Strides.Contiguous(shape), 0);
    }

    /// <summary>Lends places for tensors, which an operation of many operands keeps for its backward pass.</summary>
    internal Span<Tensor> RentTensors(int length, out Memory<Tensor> kept)
    {
        kept = _free ? new Tensor[length] : _operands.Rent(length);
        return kept.Span;
    }

    /// <summary>Lends statistics of undefined content, one float64 number a channel.</summary>
    internal Tensor RentStatistics(int channels) => Rent([channels], ElementType.Float64);

    /// <summary>An operand as an operation wants it: in the tape's number format and contiguous.</summary>
    public Tensor Operand(Tensor tensor)
    {
        tensor = View(tensor);
        if (tensor.IsContiguous)
        {
            return tensor;
        }

        Tensor copy = Rent(tensor.Shape);
        Backend.Copy(tensor, copy);
        return NeedsGradient(tensor) ? Record(copy, new CopyNode(tensor)) : copy;
    }

    /// <summary>An operand in the tape's number format, which may be a strided view.</summary>
    /// <exception cref="InvalidOperationException">
    /// The tensor was computed from a parameter outside this tape, so that its gradient would be lost.
    /// </exception>
    public Tensor View(Tensor tensor)
    {
        if (tensor.IsUntracked && RecordsGradients)
        {
            throw new InvalidOperationException(
                $"the tensor of shape {tensor.Shape} was computed from a parameter outside this tape, so the parameter would get no "
                    + "gradient; " +
                "start from parameter.On(x), where x is on the tape, or Detach() the tensor if that is what you want");
        }

        return Backend.Takes(tensor.Storage) ? tensor : Import(tensor);
    }

    /// <summary>Whether the gradient by a tensor is asked for.</summary>
    public bool NeedsGradient(Tensor? tensor)
        => tensor is not null && (_free ? tensor.RequiresGradient || tensor.IsUntracked : RecordsGradients && tensor.RequiresGradient);

    /// <summary>Records how <paramref name="output"/> came to be; from now on gradients flow through it.</summary>
    internal Tensor Record(Tensor output, Node node)
    {
        if (_free)
        {
            output.IsUntracked = true;
            return output;
        }

        output.RequiresGradient = true;
        node.Output = output;
        _nodes.Add(node);
        return output;
    }

    /// <summary>Records how <paramref name="output"/> came to be, as a value: see <see cref="IBackward"/>.</summary>
    public Tensor Record<TBackward>(Tensor output, in TBackward backward)
        where TBackward : struct, IBackward
    {
        if (_free)
        {
            output.IsUntracked = true;
            return output;
        }

        return Record(output, _rounds.Node(backward));
    }

    /// <summary>One int32 for an operation to write the first bad channel to, or −1; it is looked at by <see cref="Check"/>.</summary>
    internal Tensor RentCheck() => _free || !DefersChecks ? Rent([1], ElementType.Int32) : _checks.Next(this);

    /// <summary>
    /// Throws what the owner has to say of a bad channel, at once or, where checks are deferred, at <see cref="ThrowIfBad"/>.
    /// </summary>
    internal void Check(Tensor firstBad, IChecked owner)
    {
        if (!_free && DefersChecks)
        {
            _checks.Add(owner);
            return;
        }

        Span<int> channel = stackalloc int[1];
        Backend.Read(firstBad, channel);
        if (channel[0] >= 0)
        {
            throw owner.Failure(channel[0]);
        }
    }

    /// <summary>
    /// Looks at everything that <see cref="Check"/> has put off since the step began, and throws for the first that is bad.
    /// </summary>
    internal void ThrowIfBad() => _checks.ThrowIfBad(Backend);

    /// <summary>
    /// Uses other values for a tensor wherever an operation on this tape reads it: how a gradient check varies a parameter.
    /// </summary>
    internal void Substitute(Tensor tensor, Tensor values)
    {
        _imports ??= new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        Tensor leaf = values.WithOwner(this);
        leaf.RequiresGradient = tensor.RequiresGradient;
        _imports[tensor] = leaf;
    }

    internal override Tensor TensorOver(Storage storage, Shape shape, int[] strides, int offset)
    {
        if (_tensors.Take() is not { } tensor)
        {
            return _tensors.Add(new Tensor(storage, shape, strides, offset, this));
        }

        tensor.Become(storage, shape, strides, offset, this);
        return tensor;
    }

    /// <summary>A copy of an ordinary tensor in memory of the backend, which nobody remembers.</summary>
    internal Tensor Mirror(Tensor tensor)
    {
        Tensor copy = Rent(tensor.Shape);
        if (tensor.Storage is HostStorage<float> && tensor.IsContiguous)
        {
            Backend.Write<float>(tensor.AsSpan(), copy);
            return copy;
        }

        if (tensor.Storage is IRemoteStorage)
        {
            Backend.Write<float>(tensor.ToArray(), copy);
            return copy;
        }

        var values = new double[tensor.Length];
        HostCopy.Read<double>(tensor, values);
        Backend.Write<double>(values, copy);
        return copy;
    }

    private Tensor Import(Tensor tensor)
    {
        if (_free)
        {
            throw new InvalidOperationException(
                $"a tensor of {tensor.ElementType} elements computes only on a tape whose backend computes in that format: new "
                    + "Tape(new ReferenceBackend())");
        }

        _imports ??= new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        if (!_imports.TryGetValue(tensor, out Tensor? import))
        {
            import = Mirror(tensor);
            import.RequiresGradient = RecordsGradients && tensor.RequiresGradient;
            _imports[tensor] = import;
        }

        return import;
    }

    private void ThrowIfForeign(Tensor tensor)
    {
        if (tensor.Owner is Tape other && other != this)
        {
            throw new ArgumentException($"the tensor of shape {tensor.Shape} belongs to another tape; Detach() it first");
        }
    }

    private readonly struct CopyNode(Tensor source) : IBackward
    {
        public void Backward(Tape tape, Tensor dy) => tape.Accumulate(source, dy);
    }
}
