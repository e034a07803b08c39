using NormSharp.Backends;
using NormSharp.Kernels.Blocked;
using NormSharp.Tensors;

namespace NormSharp.Lowering;

/// <summary>An operation number by number, which is the same in any layout; only the border has to become zero again.</summary>
/// <param name="bind">The operation on tensors of one shape.</param>
internal sealed class BlockedElementwiseForm(Func<Operands, Action> bind) : BlockedForm
{
    /// <inheritdoc/>
    public override bool KeepsBorder => true;

    /// <inheritdoc/>
    public override bool Suits(IReadOnlyList<Shape> inputs, Shape output) => IsImage(output) && inputs.All(input => input == output);

    /// <inheritdoc/>
    public override Func<Operands, Action> Make(BlockedStep step) => operands =>
    {
        Action run = bind(operands);
        BlockedLayout layout = step.Output;
        if (!layout.IsBordered)
        {
            return run;
        }

        var clear = new BlockedCall(new BlockedClear(layout));
        (BlockedOperations blocked, Tensor y) = (operands.Backend.Blocked!, operands.Output);
        return () =>
        {
            run();
            blocked.Run(clear, y, null, y);
        };
    };
}
