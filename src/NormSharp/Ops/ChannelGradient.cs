using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>Hands γ and β their gradients, which the backend has summed in float64.</summary>
internal static class ChannelGradient
{
    /// <summary>Memory for the sums over each channel.</summary>
    public static GradientSums RentSums(Tape tape, int channels) => new(tape.RentStatistics(channels), tape.RentStatistics(channels));

    /// <summary>Adds one sum a channel to the gradient by a parameter, if it asks for one.</summary>
    public static void Hand(Tape tape, Tensor? parameter, Tensor sums)
    {
        if (tape.NeedsGradient(parameter))
        {
            Tensor gradient = tape.Rent(parameter!.Shape);
            tape.Backend.Copy(sums.View(gradient.Shape), gradient);
            tape.Accumulate(parameter, gradient);
        }
    }

    /// <summary>As <see cref="Hand(Tape, Tensor?, Tensor)"/>, for sums that the host has worked on.</summary>
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
