using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.Passes;

/// <summary>One way to compute the forward pass of a convolution.</summary>
internal abstract unsafe class ForwardAlgorithm : IAlgorithm<ConvolutionGeometry>
{
    public abstract string Name { get; }

    public abstract Verdict Judge(in ConvolutionGeometry g);

    public abstract nuint ScratchLength(in ConvolutionGeometry g, int threads);

    /// <summary>Computes a geometry that it accepts.</summary>
    public void Run(ThreadTeam team, in ConvolutionGeometry g, in ForwardOperands operands)
    {
        using ThreadTeam.Lease lease = team.Reserve();
        Compute(team, g, operands, team.SharedScratch(ScratchLength(g, team.Threads)));
    }

    /// <summary>Computes; the caller holds the team and has <see cref="ScratchLength"/> floats of scratch memory.</summary>
    protected abstract void Compute(ThreadTeam team, in ConvolutionGeometry g, in ForwardOperands operands, float* scratch);
}
