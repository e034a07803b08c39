using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Convolution.Passes;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.ImplicitGemm;

/// <summary>The forward pass by <see cref="GemmCorrelation"/>: any geometry.</summary>
/// <param name="sets">What stays in which cache.</param>
internal sealed unsafe class ImplicitGemmForward(WorkingSets sets) : ForwardAlgorithm
{
    /// <summary>The name of both passes.</summary>
    public const string AlgorithmName = "implicit-gemm";

    public override string Name => AlgorithmName;

    public override Verdict Judge(in ConvolutionGeometry g) => Verdict.Wins("takes every geometry");

    public override nuint ScratchLength(in ConvolutionGeometry g, int threads) =>
        GemmCorrelation.ScratchLength(Correlations.OfForward(g), sets.Band, threads);

    protected override void Compute(ThreadTeam team, in ConvolutionGeometry g, in ForwardOperands operands, float* scratch) =>
        GemmCorrelation.Run(team, Correlations.OfForward(g, operands), sets.Band, scratch);
}
