using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Convolution.Passes;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>The forward pass by <see cref="WinogradCorrelation"/>.</summary>
/// <param name="sets">What stays in which cache.</param>
internal sealed unsafe class WinogradForward(WorkingSets sets) : ForwardAlgorithm
{
    public override string Name => WinogradChoice.Name;

    public override Verdict Judge(in ConvolutionGeometry g) => WinogradChoice.Judge(WinogradShape.Of(g));

    public override nuint ScratchLength(in ConvolutionGeometry g, int threads) =>
        WinogradCorrelation.ScratchLength(WinogradShape.Of(g)!.Value, sets.WinogradTask, threads);

    protected override void Compute(ThreadTeam team, in ConvolutionGeometry g, in ForwardOperands operands, float* scratch)
    {
        WinogradShape shape = WinogradShape.Of(g)!.Value;
        WinogradCorrelation.Run(team, shape, WinogradOperands.OfForward(shape, operands), sets.WinogradTask, scratch);
    }
}
