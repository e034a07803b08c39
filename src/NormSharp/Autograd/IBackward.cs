using NormSharp.Tensors;

namespace NormSharp.Autograd;

/// <summary>
/// What the backward pass of one operation needs, as a value: the tape keeps it in a node of its own, which it uses again after a restart,
/// so that recording allocates nothing at steady state.
/// </summary>
/// <example><c>private readonly struct SquareNode(Tensor x) : IBackward { … }</c>, recorded by <c>tape.Record(y, new
/// SquareNode(x))</c>.</example>
public interface IBackward
{
    /// <summary>Hands each operand its share of the gradient, by <see cref="Tape.Accumulate"/>.</summary>
    /// <param name="tape">The tape that recorded the operation.</param>
    /// <param name="dy">The gradient by the result; contiguous, not to be written to.</param>
    void Backward(Tape tape, Tensor dy);
}
