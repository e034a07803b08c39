using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Convolution.Passes;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.ImplicitGemm;

/// <summary>
/// The gradient with respect to the input: any geometry. An input position meets only the taps that reach it from a whole output
/// position, so the positions of each phase (one residue modulo the stride) are one <see cref="GemmCorrelation"/> of dy with a part of the
/// flipped filters, at stride 1.
/// </summary>
/// <param name="sets">What stays in which cache.</param>
internal sealed unsafe class ImplicitGemmInputGradient(WorkingSets sets) : InputGradientAlgorithm
{
    public override string Name => ImplicitGemmForward.AlgorithmName;

    public override Verdict Judge(in ConvolutionGeometry g) => Verdict.Wins("takes every geometry");

    public override nuint ScratchLength(in ConvolutionGeometry g, int threads)
    {
        nuint most = 0;
        for (int row = 0; row < RowPhases(g); row++)
        {
            for (int column = 0; column < ColumnPhases(g); column++)
            {
                Correlation phase = Correlations.OfInputGradient(g, row, column);
                nuint length = GemmCorrelation.ScratchLength(phase, sets.Band, threads) + ((nuint)g.InChannels * (nuint)phase.Terms);
                most = Math.Max(most, length);
            }
        }

        return most;
    }

    protected override void Compute(ThreadTeam team, in ConvolutionGeometry g, in InputGradientOperands operands, float* scratch)
    {
        for (int row = 0; row < RowPhases(g); row++)
        {
            for (int column = 0; column < ColumnPhases(g); column++)
            {
                Correlation phase = Correlations.OfInputGradient(g, row, column, operands);
                float* flipped = scratch + GemmCorrelation.ScratchLength(phase, sets.Band, team.Threads);
                team.For(
                    g.InChannels, new Flip(g, operands.Weight, flipped, Correlations.RowTaps(g, row), Correlations.ColumnTaps(g, column)));
                GemmCorrelation.Run(team, phase with { Weight = flipped }, sets.Band, scratch);
            }
        }
    }

    private static int RowPhases(in ConvolutionGeometry g) => Math.Min(g.StrideHeight, g.Height);

    private static int ColumnPhases(in ConvolutionGeometry g) => Math.Min(g.StrideWidth, g.Width);
}
