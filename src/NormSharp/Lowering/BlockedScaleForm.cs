using NormSharp.Backends;
using NormSharp.Kernels.Blocked;
using NormSharp.Tensors;

namespace NormSharp.Lowering;

/// <summary>An image [N, C, H, W] times a number for each of its channels, [N, C, 1, 1].</summary>
internal sealed class BlockedScaleForm : BlockedForm
{
    private readonly int _image;

    private BlockedScaleForm(int image) => _image = image;

    /// <summary>The form of two shapes; null where it is another product.</summary>
    public static BlockedScaleForm? Of(IReadOnlyList<Shape> shapes)
        => shapes.Count != 2 ? null : IsFactor(shapes[1], shapes[0]) ? new(0) : IsFactor(shapes[0], shapes[1]) ? new(1) : null;

    /// <inheritdoc/>
    public override bool Suits(IReadOnlyList<Shape> inputs, Shape output) => IsImage(output);

    /// <inheritdoc/>
    public override Func<Operands, Action> Make(BlockedStep step)
    {
        var kernel = new BlockedCall(new BlockedScale(step.Inputs[_image], step.Inputs[1 - _image], step.Output));
        return operands =>
        {
            BlockedOperations blocked = operands.Backend.Blocked!;
            (Tensor x, Tensor factors, Tensor y) = (operands.Inputs[_image], operands.Inputs[1 - _image], operands.Output);
            return () => blocked.Run(kernel, x, factors, y);
        };
    }

    private static bool IsFactor(Shape factor, Shape image)
        => IsImage(factor) && IsImage(image) && factor != image && factor[1] == image[1] && factor[2] == 1 && factor[3] == 1;
}
