using NormSharp.Backends;
using NormSharp.Kernels.Blocked;
using NormSharp.Tensors;

namespace NormSharp.Lowering;

/// <summary>Images side by side along the channels: all but the last are whole blocks.</summary>
/// <param name="dimension">Along which dimension.</param>
internal sealed class BlockedConcatenationForm(int dimension) : BlockedForm
{
    /// <inheritdoc/>
    public override bool Suits(IReadOnlyList<Shape> inputs, Shape output)
        => IsImage(output) && output.Axis(dimension) == 1 && inputs.All(IsImage) && inputs.SkipLast(1).All(input => input[1] % Lanes == 0);

    /// <inheritdoc/>
    public override Func<Operands, Action> Make(BlockedStep step)
    {
        var kernels = new BlockedCall[step.Inputs.Count];
        int block = 0;
        for (int i = 0; i < kernels.Length; i++)
        {
            BlockedLayout input = step.Inputs[i];
            kernels[i] = new BlockedCall(new BlockedCopy(input, step.Output, block * Lanes, stride: 1, block..(block + input.Blocks)));
            block += input.Blocks;
        }

        return operands =>
        {
            BlockedOperations blocked = operands.Backend.Blocked!;
            (IReadOnlyList<Tensor> inputs, Tensor y) = (operands.Inputs, operands.Output);
            return () =>
            {
                for (int i = 0; i < kernels.Length; i++)
                {
                    blocked.Run(kernels[i], inputs[i], null, y);
                }
            };
        };
    }
}
