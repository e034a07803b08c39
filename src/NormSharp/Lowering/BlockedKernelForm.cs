using NormSharp.Backends;
using NormSharp.Kernels.Blocked;
using NormSharp.Tensors;

namespace NormSharp.Lowering;

/// <summary>One kernel of one image, or of an image and a second operand.</summary>
/// <param name="make">Makes the kernel.</param>
/// <param name="suits">Whether it computes some shapes, of which the first is an image.</param>
internal sealed class BlockedKernelForm(Func<BlockedStep, BlockedKernel> make, Func<IReadOnlyList<Shape>, bool>? suits = null)
    : BlockedForm
{
    /// <inheritdoc/>
    public override bool Suits(IReadOnlyList<Shape> inputs, Shape output)
        => IsImage(inputs[0]) && IsImage(output) && (suits is null ? inputs.Count == 1 : suits(inputs));

    /// <inheritdoc/>
    public override Func<Operands, Action> Make(BlockedStep step)
    {
        var kernel = new BlockedCall(make(step));
        return operands =>
        {
            BlockedOperations blocked = operands.Backend.Blocked!;
            (Tensor x, Tensor y) = (operands.Inputs[0], operands.Output);
            Tensor? second = operands.Inputs.Count > 1 ? operands.Inputs[1] : null;
            return () => blocked.Run(kernel, x, second, y);
        };
    }
}
