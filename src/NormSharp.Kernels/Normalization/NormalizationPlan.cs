using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Plans;

namespace NormSharp.Kernels.Normalization;

/// <summary>
/// Which algorithm batch normalization takes in training. <c>docs/kernels/normalization.md</c> says which shape goes where, and why.
/// </summary>
internal sealed class NormalizationPlan
{
    private static NormalizationPlan? s_current;

    /// <summary>The tables for a machine.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="forced">What has to be taken wherever it can.</param>
    /// <exception cref="ArgumentException">An algorithm is forced that is in no table.</exception>
    public NormalizationPlan(MachineDescription machine, ForcedAlgorithms forced)
    {
        Forward = new(KernelPass.NormalizationForward, forced, [new ChannelwiseForward(machine), new TwoPassForward(machine)]);
        Gradient = new(KernelPass.NormalizationGradient, forced, [new ChannelwiseGradient(machine), new TwoPassGradient(machine)]);
    }

    /// <summary>The forward pass.</summary>
    public AlgorithmTable<BatchProblem, BatchForward> Forward { get; }

    /// <summary>The gradient.</summary>
    public AlgorithmTable<BatchProblem, BatchGradient> Gradient { get; }

    /// <summary>The tables for a machine: for this one, with what <see cref="ForcedAlgorithms.Variable"/> says.</summary>
    /// <exception cref="ArgumentException">The variable cannot be read, or names an algorithm that is in no table.</exception>
    public static NormalizationPlan Of(MachineDescription machine) => ReferenceEquals(machine, MachineDescription.Current)
        ? s_current ??= new(machine, ForcedAlgorithms.FromEnvironment())
        : new(machine, ForcedAlgorithms.None);
}
