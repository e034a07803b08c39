using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>What is done with a normalized value x̂: f(γ·x̂ + β + addend).</summary>
internal readonly record struct AffineTerms(Tensor? Gamma, Tensor? Beta, Activation Activation, Tensor? Addend = null)
{
    /// <summary>The statistics with these terms as operands of a tape.</summary>
    public NormalizationConstants On(Tape tape, in NormalizationConstants statistics) => statistics with
    {
        Gamma = OrNull(tape, Gamma),
        Beta = OrNull(tape, Beta),
        Activation = Activation,
        Addend = OrNull(tape, Addend),
    };

    private static Tensor? OrNull(Tape tape, Tensor? tensor) => tensor is null ? null : tape.Operand(tensor);
}
