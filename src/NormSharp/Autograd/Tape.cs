using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Autograd;

/// <summary>
/// Records operations for the backward pass and owns the memory of everything computed on it, which it gives back when it is
/// disposed: <c>using var tape = new Tape();</c> once for each training step.
/// </summary>
/// <remarks>
/// A tensor joins a tape by <see cref="Input(ReadOnlySpan{float}, Shape)"/> or <see cref="Watch"/>; results of operations
/// belong to the tape of their operands. A tape serves one thread.
/// </remarks>
public sealed class Tape : TensorOwner, IDisposable
{
    private static readonly Tape NoTape = new(Backend.Default, gradients: false, free: true);

    private readonly List<Node> _nodes = [];
    private readonly LentMemory _memory;
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
        if (tensor.ElementType == ElementType.Float32)
        {
            values.CopyTo(tensor.AsSpan());
            return tensor;
        }

        Span<double> destination = tensor.AsSpan<double>();
        for (int i = 0; i < values.Length; i++)
        {
            destination[i] = values[i];
        }

        return tensor;
    }

    /// <summary>Puts an ordinary tensor on the tape as a constant, without a copy where the number format is the tape's.</summary>
    public Tensor Input(Tensor tensor)
    {
        ThrowIfForeign(tensor);
        return tensor.ElementType == Backend.ElementType ? tensor.WithOwner(this) : Import(tensor);
    }

    /// <summary>Like <see cref="Input(Tensor)"/>, and asks for the gradient by it: see <see cref="GradientOf"/>.</summary>
    public Tensor Watch(Tensor tensor)
    {
        Tensor leaf = Input(tensor);
        leaf.RequiresGradient = RecordsGradients;
        return leaf;
    }

    /// <summary>Computes the gradients of a scalar by every parameter and watched tensor that it came from.</summary>
    /// <exception cref="ArgumentException">The tensor is no scalar, or nothing on its way requires a gradient.</exception>
    public void Backward(Tensor output)
    {
        if (output.Length != 1)
        {
            throw new ArgumentException(
                $"Backward() starts from one number, a loss; the tensor has shape {output.Shape}: reduce it, or give the upstream gradient");
        }

        Tensor one = Rent(output.Shape);
        Backend.Fill(one, 1);
        Backward(output, one);
    }

    /// <summary>Computes the gradients of Σ upstream · output.</summary>
    /// <param name="output">Where the backward pass starts.</param>
    /// <param name="upstream">The gradient by <paramref name="output"/>, of its shape.</param>
    /// <exception cref="ArgumentException">The shapes differ, or nothing on the way requires a gradient.</exception>
    public void Backward(Tensor output, Tensor upstream)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!output.RequiresGradient || output.Owner != this)
        {
            throw new ArgumentException(
                "there is nothing to differentiate: the tensor does not come from a parameter or watched tensor by operations on this tape" +
                (RecordsGradients ? string.Empty : " (it was made with gradients: false)"));
        }

        if (upstream.Shape != output.Shape)
        {
            throw new ArgumentException($"the upstream gradient has shape {upstream.Shape}, the output {output.Shape}; they must be equal");
        }

        _memory.BeginBackward();
        try
        {
            Accumulate(output, upstream.ElementType == Backend.ElementType ? upstream : Import(upstream));
            for (int i = _nodes.Count - 1; i >= 0; i--)
            {
                Propagate(_nodes[i]);
            }
        }
        catch
        {
            // What is half done must not be taken for a gradient by the next pass.
            _nodes.ForEach(node => node.Output!.PendingGradient = null);
            throw;
        }
        finally
        {
            _memory.EndBackward();
        }
    }

    /// <summary>The gradient by a parameter, a watched tensor or a kept intermediate result, after <see cref="Backward(Tensor)"/>.</summary>
    /// <returns>The gradient, or null where the backward pass did not come by.</returns>
    public Tensor? GradientOf(Tensor tensor)
        => _imports is not null && _imports.TryGetValue(tensor, out Tensor? import)
            ? import.PendingGradient
            : tensor is Parameter parameter ? parameter.Gradient : tensor.KeptGradient ?? tensor.PendingGradient;

    /// <summary>Keeps the gradient by an intermediate result, which a backward pass would otherwise give back.</summary>
    public static Tensor KeepGradient(Tensor tensor)
    {
        tensor.KeepsGradient = true;
        return tensor;
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

    /// <summary>Lends a tensor of undefined content.</summary>
    public Tensor Rent(Shape shape)
    {
        if (_free)
        {
            return new Tensor(Backend.Allocate(shape.ElementCount), shape, owner: null);
        }

        ObjectDisposedException.ThrowIf(_disposed, this);
        return new Tensor(_memory.Rent(shape.ElementCount), shape, this);
    }

    /// <summary>Lends numbers that the host computes with, one a channel, of undefined content.</summary>
    public Memory<double> RentDoubles(int length) => _free ? new double[length] : _memory.RentDoubles(length);

    /// <summary>Lends whole numbers, of undefined content.</summary>
    public Memory<int> RentIndices(int length) => _free ? new int[length] : _memory.RentIndices(length);

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
    /// <exception cref="InvalidOperationException">The tensor was computed from a parameter outside this tape, so that its gradient would be lost.</exception>
    public Tensor View(Tensor tensor)
    {
        if (tensor.IsUntracked && RecordsGradients)
        {
            throw new InvalidOperationException(
                $"the tensor of shape {tensor.Shape} was computed from a parameter outside this tape, so the parameter would get no gradient; " +
                "start from parameter.On(x), where x is on the tape, or Detach() the tensor if that is what you want");
        }

        return tensor.ElementType == Backend.ElementType ? tensor : Import(tensor);
    }

    /// <summary>Whether the gradient by a tensor is asked for.</summary>
    public bool NeedsGradient(Tensor? tensor)
        => tensor is not null && (_free ? tensor.RequiresGradient || tensor.IsUntracked : RecordsGradients && tensor.RequiresGradient);

    /// <summary>Records how <paramref name="output"/> came to be; from now on gradients flow through it.</summary>
    public Tensor Record(Tensor output, Node node)
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

    /// <summary>Adds to the gradient by an operand; does nothing where none is asked for.</summary>
    public void Accumulate(Tensor operand, Tensor gradient)
    {
        if (!NeedsGradient(operand))
        {
            Release(gradient);
            return;
        }

        if (operand is Parameter parameter)
        {
            parameter.AddGradient(this, gradient);
            Release(gradient);
            return;
        }

        if (!gradient.IsContiguous)
        {
            Tensor copy = Rent(gradient.Shape);
            Backend.Copy(gradient, copy);
            gradient = copy;
        }

        if (operand.PendingGradient is not { } pending)
        {
            operand.PendingGradient = gradient;
            gradient.Storage.References++;
            return;
        }

        if (pending.Storage.References == 1 && _memory.IsOfBackward(pending.Storage))
        {
            Backend.Accumulate(gradient, pending);
            Release(gradient);
            return;
        }

        Tensor sum = Rent(pending.Shape);
        Backend.Copy(pending, sum);
        Backend.Accumulate(gradient, sum);
        pending.Storage.References--;
        Release(pending);
        Release(gradient);
        sum.Storage.References++;
        operand.PendingGradient = sum;
    }

    /// <summary>Gives back temporary memory of a backward pass that nothing refers to any more.</summary>
    public void Release(Tensor temporary) => _memory.Release(temporary.Storage);

    /// <summary>Uses other values for a tensor wherever an operation on this tape reads it: how a gradient check varies a parameter.</summary>
    internal void Substitute(Tensor tensor, Tensor values)
    {
        _imports ??= new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        Tensor leaf = values.WithOwner(this);
        leaf.RequiresGradient = tensor.RequiresGradient;
        _imports[tensor] = leaf;
    }

    private void Propagate(Node node)
    {
        Tensor result = node.Output!;
        if (result.PendingGradient is not { } dy)
        {
            return;
        }

        result.PendingGradient = null;
        node.Backward(this, dy);
        if (result.KeepsGradient)
        {
            Tensor kept = Rent(dy.Shape);
            Backend.Copy(dy, kept);
            if (result.KeptGradient is { } earlier)
            {
                Backend.Accumulate(earlier, kept);
            }

            kept.Storage.References++;
            result.KeptGradient = kept;
        }

        dy.Storage.References--;
        Release(dy);
    }

    private Tensor Import(Tensor tensor)
    {
        if (_free)
        {
            throw new InvalidOperationException(
                $"a tensor of {tensor.ElementType} elements computes only on a tape whose backend computes in that format: new Tape(new ReferenceBackend())");
        }

        _imports ??= new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        if (!_imports.TryGetValue(tensor, out Tensor? import))
        {
            var values = new double[tensor.Length];
            int i = 0;
            foreach (int position in new StridedPositions(tensor))
            {
                values[i++] = tensor.ElementType == ElementType.Float32 ? tensor.Host<float>()[position] : tensor.Host<double>()[position];
            }

            import = Rent(tensor.Shape);
            Backend.Write(values, import);
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

    private sealed class CopyNode(Tensor source) : Node
    {
        protected internal override void Backward(Tape tape, Tensor dy) => tape.Accumulate(source, dy);
    }
}
