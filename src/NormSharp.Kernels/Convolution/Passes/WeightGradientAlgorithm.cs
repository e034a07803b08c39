using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.Passes;

/// <summary>One way to compute the gradient with respect to a convolution's weight.</summary>
internal abstract unsafe class WeightGradientAlgorithm : IAlgorithm<ConvolutionGeometry>
{
    public abstract string Name { get; }

    public abstract Verdict Judge(in ConvolutionGeometry g);

    public abstract nuint ScratchLength(in ConvolutionGeometry g, int threads);

    /// <summary>Whether <see cref="Compute"/> sums dBias up too; else it is summed in a pass of its own.</summary>
    protected virtual bool SumsBias => false;

    /// <summary>Computes a geometry that it accepts: dWeight, and dBias unless it is null.</summary>
    public void Run(ThreadTeam team, in ConvolutionGeometry g, in WeightGradientOperands operands)
    {
        using ThreadTeam.Lease lease = team.Reserve();
        Compute(team, g, operands, team.SharedScratch(ScratchLength(g, team.Threads)));
        if (operands.BiasGradient != null && !SumsBias)
        {
            BiasSums.Run(team, g, operands.OutputGradient, operands.BiasGradient);
        }
    }

    /// <summary>Computes; the caller holds the team and has <see cref="ScratchLength"/> floats of scratch memory.</summary>
    protected abstract void Compute(ThreadTeam team, in ConvolutionGeometry g, in WeightGradientOperands operands, float* scratch);
}
