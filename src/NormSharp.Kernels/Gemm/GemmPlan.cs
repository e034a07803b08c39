using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Gemm;

/// <summary>Which algorithm a matrix product takes. <c>docs/kernels/gemm.md</c> says which shape goes where, and why.</summary>
internal static class GemmPlan
{
    private static AlgorithmTable<GemmShape, GemmAlgorithm>? s_current;

    /// <summary>The table for a machine: for this one, with what <see cref="ForcedAlgorithms.Variable"/> says.</summary>
    /// <exception cref="ArgumentException">The variable cannot be read, or names an algorithm that is not in the table.</exception>
    public static AlgorithmTable<GemmShape, GemmAlgorithm> Of(MachineDescription machine) =>
        ReferenceEquals(machine, MachineDescription.Current)
        ? s_current ??= Table(machine, ForcedAlgorithms.FromEnvironment())
        : Table(machine, ForcedAlgorithms.None);

    /// <summary>The algorithms in the order in which they are asked.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="forced">What has to be taken wherever it can.</param>
    /// <exception cref="ArgumentException">An algorithm is forced that is not in the table.</exception>
    public static AlgorithmTable<GemmShape, GemmAlgorithm> Table(MachineDescription machine, ForcedAlgorithms forced) =>
        new(KernelPass.MatrixProduct, forced, [new SingleRow(), new BothPacked(machine), new ColumnsPacked(machine)]);
}
