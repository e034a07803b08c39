namespace NormSharp.Tensors;

/// <summary>Whoever lends tensors their memory and takes it back: a tape, or the scratch of one operation.</summary>
public abstract class TensorOwner
{
    /// <summary>Whether the memory is still lent; when it is not, reading a tensor throws.</summary>
    public abstract bool IsAlive { get; }

    /// <summary>What the owner is called in messages: "tape".</summary>
    protected abstract string Kind { get; }

    internal void ThrowIfGone(Shape shape)
    {
        if (!IsAlive)
        {
            throw new ObjectDisposedException(
                Kind,
                $"the tensor of shape {shape} belongs to a {Kind} that has been disposed; copy what you need with Detach() or ToArray() before that");
        }
    }
}
