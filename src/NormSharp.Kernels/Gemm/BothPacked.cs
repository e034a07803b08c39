using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Gemm;

/// <summary>Panels of B and rows of A are packed into the order in which the micro-kernels read them.</summary>
/// <param name="machine">The machine.</param>
internal sealed class BothPacked(MachineDescription machine) : GemmAlgorithm
{
    /// <summary>Bytes of an A that lies column by column, up to which it is read in place where the second-level cache holds it.</summary>
    private const long ReadInPlace = 512 << 10;

    public override string Name => "packed-a-and-b";

    public override Verdict Judge(in GemmShape shape)
    {
        long bytes = (long)shape.M * shape.K * sizeof(float);
        long most = Math.Min(ReadInPlace, machine.Caches.Level2);
        return shape.A.Column == 1 ? Verdict.Loses("numbers of a row of A follow each other: they are read where they lie")
            : bytes <= most ? Verdict.Loses($"A has {bytes} bytes, and up to {most} stay in the second-level cache")
            : shape.N <= Blocking.PanelColumns(machine) ? Verdict.Loses($"{shape.N} columns are one panel of B: A is read only once")
            : Verdict.Wins("A lies column by column, and each panel of B reads it again");
    }

    public override nuint ScratchLength(in GemmShape shape, int threads) => MacroKernel.ScratchLength(shape, packA: true, machine, threads);

    public override void Run(ThreadTeam team, in GemmShape shape, in ProductOperands operands) =>
        MacroKernel.Run(team, shape, operands, packA: true);
}
