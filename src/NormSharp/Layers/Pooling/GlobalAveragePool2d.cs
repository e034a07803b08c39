using NormSharp.Backends;
using NormSharp.Kernels.Blocked;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>The mean of each plane: [N, C, H, W] becomes [N, C, 1, 1] (Lin et al. 2014).</summary>
public sealed class GlobalAveragePool2d : Module
{
    internal static LayerDefinition<GlobalAveragePool2d> Definition { get; } = new()
    {
        Type = nameof(GlobalAveragePool2d),
        Make = _ => new GlobalAveragePool2d(),
        Describe = (_, _) => [],
        State = _ => StateSize.None,
        Output = (_, inputs) => inputs[0].Rank == 4
            ? [inputs[0][0], inputs[0][1], 1, 1]
            : throw new ArgumentException($"GlobalAveragePool2d takes an input [N, C, H, W]; it has shape {inputs[0]}"),
        Pass = (_, _) => null,
        Lower = (_, _) => new PlanOperation(operands =>
        {
            (Backend backend, Tensor x, Tensor y) = (operands.Backend, operands.Inputs[0], operands.Output);
            int spatial = x.Shape[2] * x.Shape[3];
            return () =>
            {
                backend.Sum(new Reduction(y.Length, spatial, 1), x, y);
                backend.Affine(1.0 / spatial, 0, y, y);
            };
        })
        {
            Blocked = new BlockedKernelForm(step => new BlockedMean(step.Inputs[0], step.Output)),
        },
    };

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.GlobalAveragePool2d();
}
