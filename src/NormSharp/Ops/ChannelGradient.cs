using NormSharp.Autograd;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>Hands γ and β their gradients, which the host has summed in double.</summary>
internal static class ChannelGradient
{
    /// <summary>Adds one sum a channel to the gradient by a parameter, if it asks for one.</summary>
    public static void Hand(Tape tape, Tensor? parameter, ReadOnlySpan<double> sums)
    {
        if (tape.NeedsGradient(parameter))
        {
            Tensor gradient = tape.Rent(parameter!.Shape);
            tape.Backend.Write(sums, gradient);
            tape.Accumulate(parameter, gradient);
        }
    }
}
