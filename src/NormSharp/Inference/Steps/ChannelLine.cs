using NormSharp.Backends;
using NormSharp.Kernels.Blocked;
using NormSharp.Layers;
using NormSharp.Lowering;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Inference;

/// <summary>A normalization with constant coefficients that was not folded.</summary>
internal static class ChannelLine
{
    public static PlanOperation Operation(ChannelAffine line) => new(operands =>
    {
        (Backend backend, Tensor x, Tensor y) = (operands.Backend, operands.Inputs[0], operands.Output);
        NormalizationConstants constants = operands.Constants.Of(
            operands.Activation, () => ConstantsOf(backend, line, operands.Activation));
        return () => backend.Normalization.Normalize(constants, x, y);
    })
    {
        TakesActivation = true,
        WorksInPlace = true,
        Blocked = new BlockedKernelForm(step => new BlockedAffine(
            step.Inputs[0],
            step.Output,
            [.. line.Scale.Select(scale => (float)scale)],
            [.. line.Scale.Select((scale, i) => (float)(line.Shift[i] - (line.Mean[i] * scale)))],
            step.Activation)),
    };

    private static NormalizationConstants ConstantsOf(Backend backend, ChannelAffine line, Activation activation) => new()
    {
        Mean = Statistics(backend, [.. line.Mean]),
        InvStd = Statistics(backend, [.. line.Scale]),
        Beta = Tensor.From([.. line.Shift.Select(value => (float)value)], [line.Channels]),
        Activation = activation,
    };

    private static Tensor Statistics(Backend backend, double[] values)
    {
        var tensor = new Tensor(backend.Allocate(values.Length, ElementType.Float64), [values.Length], owner: null);
        backend.Write<double>(values, tensor);
        return tensor;
    }
}
