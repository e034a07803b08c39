using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Convolution.Passes;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>
/// The gradient with respect to the input by <see cref="WinogradCorrelation"/>: dy with the filters turned by half a turn.
/// </summary>
/// <param name="sets">What stays in which cache.</param>
internal sealed unsafe class WinogradInputGradient(WorkingSets sets) : InputGradientAlgorithm
{
    public override string Name => WinogradChoice.Name;

    public override Verdict Judge(in ConvolutionGeometry g) => WinogradChoice.Judge(WinogradShape.OfInputGradient(g));

    public override nuint ScratchLength(in ConvolutionGeometry g, int threads) =>
        WinogradCorrelation.ScratchLength(WinogradShape.OfInputGradient(g)!.Value, sets.WinogradTask, threads);

    protected override void Compute(ThreadTeam team, in ConvolutionGeometry g, in InputGradientOperands operands, float* scratch)
    {
        WinogradShape shape = WinogradShape.OfInputGradient(g)!.Value;
        WinogradCorrelation.Run(team, shape, WinogradOperands.OfInputGradient(shape, operands), sets.WinogradTask, scratch);
    }
}
