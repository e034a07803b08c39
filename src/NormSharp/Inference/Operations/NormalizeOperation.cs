using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Inference.Operations;

/// <summary>A normalization with constant coefficients that was not folded, and its activation.</summary>
internal sealed class NormalizeOperation(string name, string kind, ChannelAffine line, PlanValue input, PlanValue output)
    : PlanOperation(name, kind, [input], output)
{
    public override bool TakesActivation => true;

    public override bool WorksInPlace => true;

    public override BoundOperation Bind(Backend backend, Func<PlanValue, Tensor> tensorOf)
    {
        Tensor shift = Tensor.From([.. line.Shift.Select(value => (float)value)], [line.Channels]);
        var constants = new NormalizationConstants(line.Mean.ToArray(), line.Scale.ToArray(), null, shift, Activation);
        return new Bound(backend, constants, tensorOf(input), tensorOf(Output));
    }

    private sealed class Bound(Backend backend, NormalizationConstants constants, Tensor x, Tensor y) : BoundOperation
    {
        public override void Run() => backend.Normalization.Normalize(constants, x, y);
    }
}
