using NormSharp.Backends;
using NormSharp.Kernels.Blocked;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Lowering;

/// <summary>A convolution whose channels fall into one group, into groups of whole blocks, or into one group each.</summary>
/// <param name="settings">The walk of the windows.</param>
/// <param name="weight">The filters.</param>
/// <param name="bias">A number for each filter; null for none.</param>
internal sealed class BlockedConvolutionForm(ConvolutionSettings settings, Tensor weight, Tensor? bias) : BlockedForm
{
    /// <summary>Channels up to which a plain image is read as it is: in blocks most lanes would be empty.</summary>
    private const int FewChannels = 4;

    private const string Direct = "direct";
    private const string Winograd = "winograd";

    /// <inheritdoc/>
    public override bool Begins => weight.Shape[0] >= Lanes / 2;

    /// <inheritdoc/>
    public override (int Height, int Width) Border => (settings.Padding.Height, settings.Padding.Width);

    /// <inheritdoc/>
    public override bool Suits(IReadOnlyList<Shape> inputs, Shape output)
    {
        if (!IsImage(inputs[0]) || !IsImage(output) || !IsInProportion(inputs[0], Border))
        {
            return false;
        }

        ConvolutionGeometry geometry = settings.GeometryOf(inputs[0], weight.Shape, bias?.Shape);
        return IsDepthwise(geometry) || BlockedConvolutionShape.FallsIntoBlocks(geometry, Lanes);
    }

    /// <inheritdoc/>
    public override bool ReadsPlain(Shape input) => input[1] <= FewChannels && settings.Groups == 1;

    /// <inheritdoc/>
    public override Func<Operands, Action> Make(BlockedStep step)
    {
        BlockedLayout input = step.Inputs[0];
        ConvolutionGeometry geometry = settings.GeometryOf([1, input.Channels, input.Height, input.Width], weight.Shape, bias?.Shape);
        if (IsDepthwise(geometry))
        {
            ReadOnlySpan<float> shift = bias is null ? default : bias.AsSpan();
            var depthwise = new BlockedCall(
                new BlockedDepthwise(geometry, (input, step.Output, step.Residual), weight.AsSpan(), shift, step.Activation));
            return operands => Bound(depthwise, operands);
        }

        var shape = new BlockedConvolutionShape(geometry, input, step.Output, step.Residual);
        return operands =>
        {
            // What is faster depends on how many images there are; either is packed when it is first wanted, and shared by all forks.
            string algorithm = operands.Algorithm ?? Algorithms(shape, step.Activation, operands.Output.Shape[0])[0];
            return Bound(operands.Constants.Of(algorithm, () => Packed(shape, step.Activation, algorithm == Winograd)), operands);
        };
    }

    /// <inheritdoc/>
    public override Func<Operands, KernelChoice>? Choice(BlockedStep step)
    {
        BlockedLayout input = step.Inputs[0];
        return operands =>
        {
            int images = operands.Output.Shape[0];
            ConvolutionGeometry geometry = settings.GeometryOf(
                [images, input.Channels, input.Height, input.Width], weight.Shape, bias?.Shape);
            string problem = $"{KernelChoice.ProblemOf(ConvolutionPass.Forward, geometry)}, in blocks";
            return IsDepthwise(geometry)
                ? new KernelChoice(problem, [])
                : new KernelChoice(problem, Algorithms(
                    new BlockedConvolutionShape(geometry, input, step.Output, step.Residual), step.Activation, images));
        };
    }

    /// <summary>What computes it, the faster one first.</summary>
    private static string[] Algorithms(BlockedConvolutionShape shape, Activation activation, int images)
        => !BlockedWinograd.Suits(shape, activation) ? [Direct]
            : BlockedWinograd.Pays(shape, images) ? [Winograd, Direct] : [Direct, Winograd];

    private static Action Bound(BlockedCall call, Operands operands)
    {
        BlockedOperations blocked = operands.Backend.Blocked!;
        (Tensor x, Tensor? residual, Tensor y) = (operands.Inputs[0], operands.Residual, operands.Output);
        return () => blocked.Run(call, x, residual, y);
    }

    private BlockedCall Packed(BlockedConvolutionShape shape, Activation activation, bool transforms)
    {
        ReadOnlySpan<float> shift = bias is null ? default : bias.AsSpan();
        return new BlockedCall(transforms
            ? new BlockedWinograd(shape, weight.AsSpan(), shift, activation)
            : new BlockedConvolution(shape, weight.AsSpan(), shift, activation));
    }

    private static bool IsDepthwise(in ConvolutionGeometry geometry)
        => geometry.Groups > 1 && geometry.Groups == geometry.InChannels && geometry.OutChannels == geometry.InChannels;
}
