using NormSharp.Tensors;

namespace NormSharp.Autograd;

/// <summary>One recorded operation: what its backward pass needs, and nothing else.</summary>
internal abstract class Node
{
    /// <summary>The result, whose gradient the backward pass starts from.</summary>
    internal Tensor? Output { get; set; }

    /// <summary>Hands each operand its share of the gradient, by <see cref="Tape.Accumulate"/>.</summary>
    /// <param name="tape">The tape that recorded the operation.</param>
    /// <param name="dy">The gradient by the result; contiguous, not to be written to.</param>
    protected internal abstract void Backward(Tape tape, Tensor dy);
}
