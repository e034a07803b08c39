using NormSharp.Tensors;

namespace NormSharp.Autograd;

/// <summary>A node that holds an operation's <see cref="IBackward"/>.</summary>
internal sealed class ValueNode<TBackward> : Node
    where TBackward : struct, IBackward
{
    public TBackward Value { get; set; }

    protected internal override void Backward(Tape tape, Tensor dy) => Value.Backward(tape, dy);
}
