using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Autograd;

/// <summary>A tensor that is trained: it belongs to no tape, outlives every step, and collects the gradients of all of them.</summary>
public sealed class Parameter : Tensor
{
    private Tensor? _gradient;
    private bool _isFrozen;

    /// <summary>Makes a parameter of zeros.</summary>
    public Parameter(Shape shape)
        : base(new HostStorage<float>(shape.ElementCount), shape, owner: null)
        => RequiresGradient = true;

    /// <summary>Makes a parameter of a network that is only measured.</summary>
    internal Parameter(Shape shape, HollowStorage storage)
        : base(storage, shape, owner: null)
        => RequiresGradient = true;

    /// <summary>Makes a parameter that holds a copy of the values.</summary>
    public Parameter(Tensor values)
        : this(values.Shape)
        => values.CopyTo(AsSpan());

    /// <summary>A frozen parameter receives no gradient and is left alone by optimizers.</summary>
    public bool IsFrozen
    {
        get => _isFrozen;
        set
        {
            _isFrozen = value;
            RequiresGradient = !value;
        }
    }

    /// <summary>The sum of the gradients since <see cref="ClearGradient"/>, or null where there was none.</summary>
    public Tensor? Gradient => HasGradient ? _gradient : null;

    /// <summary>Whether a backward pass has reached this parameter since <see cref="ClearGradient"/>.</summary>
    public bool HasGradient { get; private set; }

    /// <summary>
    /// This parameter as a tensor on the tape of another, for operations of parameters alone: <c>gamma.On(x).Reshape(1, -1, 1, 1)</c>.
    /// </summary>
    /// <param name="x">A tensor whose tape records the gradient.</param>
    public Tensor On(Tensor x)
    {
        Tape tape = Tape.Of(x);
        Tensor joined = tape.View(this);
        if (!ReferenceEquals(joined, this) || !tape.NeedsGradient(this))
        {
            return joined;
        }

        joined = WithOwner(x.Owner);
        return tape.Record(joined, new JoinNode(this));
    }

    /// <summary>Hears of each part of a gradient, once it was added.</summary>
    internal IGradientListener? Listener { get; set; }

    /// <summary>Forgets the gradient; its memory is kept for the next one.</summary>
    public void ClearGradient() => HasGradient = false;

    /// <summary>The gradient's memory on a backend, whatever it holds, taken for the gradient from now on.</summary>
    internal Tensor TakeGradient(Backend backend)
    {
        if (_gradient is null || !backend.Takes(_gradient.Storage))
        {
            _gradient = new Tensor(backend.Allocate(Length), Shape, owner: null);
        }

        HasGradient = true;
        return _gradient;
    }

    internal void AddGradient(Tape tape, Tensor gradient)
    {
        if (HasGradient)
        {
            tape.Backend.Accumulate(gradient, _gradient!);
        }
        else
        {
            tape.Backend.Copy(gradient, TakeGradient(tape.Backend));
        }

        Listener?.OnGradient(this);
    }

    private readonly struct JoinNode(Parameter parameter) : IBackward
    {
        public void Backward(Tape tape, Tensor dy) => tape.Accumulate(parameter, dy);
    }
}
