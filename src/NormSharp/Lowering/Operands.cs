using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Lowering;

/// <summary>What a step of an inference plan works on, for one size of batch.</summary>
/// <param name="Backend">What computes.</param>
/// <param name="Inputs">What the step reads, contiguous.</param>
/// <param name="Output">What it writes, contiguous; of undefined content before.</param>
public sealed record Operands(Backend Backend, IReadOnlyList<Tensor> Inputs, Tensor Output)
{
    /// <summary>What is added before the activation; null for nothing, as always where the step does not take it.</summary>
    public Tensor? Residual { get; init; }

    /// <summary>
    /// What the step computes once from its weights, whatever the batch, and all forks of the plan share. What is made here must not depend
    /// on <see cref="Inputs"/>, <see cref="Output"/> or <see cref="Scratch"/>, which each fork has for itself.
    /// </summary>
    internal StepConstants Constants { get; init; } = new();

    /// <summary>An algorithm of <see cref="PlanOperation.Choice"/> that is to be taken; null for the backend's own choice.</summary>
    internal string? Algorithm { get; init; }

    /// <summary>Memory of <see cref="PlanOperation.Scratch"/> for the batch, of undefined content; null where that is.</summary>
    internal Tensor? Scratch { get; init; }

    /// <summary>What is applied at the end; the identity where the step does not take it.</summary>
    public Activation Activation { get; init; } = Activation.Identity;
}
