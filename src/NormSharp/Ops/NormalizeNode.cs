using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>The gradient of a normalization by channels.</summary>
/// <param name="normalization">The constants of the forward pass.</param>
/// <param name="x">The input.</param>
/// <param name="y">The output, after the activation.</param>
internal readonly struct NormalizeNode(NormalizationConstants normalization, Tensor x, Tensor y) : IBackward
{
    /// <summary>The constants of the forward pass.</summary>
    public NormalizationConstants Normalization => normalization;

    /// <summary>The input.</summary>
    public Tensor X => x;

    /// <summary>The output, after the activation.</summary>
    public Tensor Y => y;

    /// <summary>Whether gradients flow to anything that went in.</summary>
    public bool IsNeeded(Tape tape)
        => tape.NeedsGradient(x)
            || tape.NeedsGradient(normalization.Gamma)
            || tape.NeedsGradient(normalization.Beta)
            || tape.NeedsGradient(normalization.Addend);

    public void Backward(Tape tape, Tensor dy)
    {
        if (normalization.Addend is not { } addend)
        {
            Backward(tape, normalization, dy);
            return;
        }

        // The gradient dz of the sum is the addend's; the normalization after it has no activation.
        if (normalization.Activation.Kind != ActivationKind.Identity)
        {
            Tensor dz = tape.Rent(x.Shape);
            tape.Backend.ActivationGradient(normalization.Activation, y, y, dy, dz);
            dy = dz;
        }

        Backward(tape, normalization with { Activation = Activation.Identity, Addend = null }, dy);
        tape.Accumulate(addend, dy);
    }

    private void Backward(Tape tape, in NormalizationConstants n, Tensor dy)
    {
        GradientSums sums = ChannelGradient.RentSums(tape, n.Mean.Length);
        Tensor? dx = tape.NeedsGradient(x) ? tape.Rent(x.Shape) : null;
        bool handsSums = tape.NeedsGradient(n.Gamma) || tape.NeedsGradient(n.Beta);
        if (dx is null)
        {
            if (handsSums)
            {
                tape.Backend.Normalization.GradientSums(n, x, y, dy, sums);
            }
        }
        else if (n.Count > 0)
        {
            tape.Backend.Normalization.GradientOfBatch(n, x, y, dy, sums, dx);
        }
        else
        {
            if (handsSums)
            {
                tape.Backend.Normalization.GradientSums(n, x, y, dy, sums);
            }

            tape.Backend.Normalization.GradientThroughConstants(n, x, y, dy, dx);
        }

        ChannelGradient.Hand(tape, n.Gamma, sums.DzXHat);
        ChannelGradient.Hand(tape, n.Beta, sums.Dz);
        if (dx is not null)
        {
            tape.Accumulate(x, dx);
        }
    }
}
