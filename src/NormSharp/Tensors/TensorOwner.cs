namespace NormSharp.Tensors;

/// <summary>Whoever lends tensors their memory and takes it back: a tape, or the scratch of one operation.</summary>
public abstract class TensorOwner
{
    /// <summary>Whether the memory is still lent; when it is not, reading a tensor throws.</summary>
    public abstract bool IsAlive { get; }

    /// <summary>How often the owner has taken all back and begun anew: tensors of earlier rounds can no longer be read.</summary>
    internal int Round { get; private protected set; }

    /// <summary>What the owner is called in messages: "tape".</summary>
    protected abstract string Kind { get; }

    /// <summary>Whether the memory that was lent in a round is still lent.</summary>
    internal bool Lends(int round) => IsAlive && Round == round;

    internal void ThrowIfGone(Shape shape, int round)
    {
        if (!Lends(round))
        {
            throw new ObjectDisposedException(
                Kind,
                $"the tensor of shape {shape} belongs to a {Kind} that has been {(IsAlive ? "restarted" : "disposed")}; copy what you "
                    + "need with Detach() or ToArray() before that");
        }
    }

    /// <summary>A tensor of this owner over some memory.</summary>
    internal virtual Tensor TensorOver(Storage storage, Shape shape, int[] strides, int offset)
        => new(storage, shape, strides, offset, this);
}
