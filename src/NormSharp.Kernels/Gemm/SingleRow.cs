using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Gemm;

/// <summary>A vector times a matrix: nothing is packed, as every number of B is used once.</summary>
internal sealed class SingleRow : GemmAlgorithm
{
    public override string Name => "single-row";

    public override Verdict Judge(in GemmShape shape) =>
        RowProduct.Serves(shape) ? Verdict.Wins("every number of B is used once")
        : shape.M != 1 ? Verdict.Refuses($"A has {shape.M} rows, not one")
        : Verdict.Refuses("A or B is not contiguous in one direction");

    public override nuint ScratchLength(in GemmShape shape, int threads) => 0;

    public override void Run(ThreadTeam team, in GemmShape shape, in ProductOperands operands) => RowProduct.Run(team, shape, operands);
}
