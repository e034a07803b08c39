using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Gemm;

/// <summary>Panels of B are packed; rows of A are read where they lie. Any product.</summary>
/// <param name="machine">The machine.</param>
internal sealed class ColumnsPacked(MachineDescription machine) : GemmAlgorithm
{
    public override string Name => "packed-b";

    public override Verdict Judge(in GemmShape shape) => Verdict.Wins("packing rows of A costs more than it saves");

    public override nuint ScratchLength(in GemmShape shape, int threads) =>
        MacroKernel.ScratchLength(shape, packA: false, machine, threads);

    public override void Run(ThreadTeam team, in GemmShape shape, in ProductOperands operands) =>
        MacroKernel.Run(team, shape, operands, packA: false);
}
