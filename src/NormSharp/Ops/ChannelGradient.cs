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

    /// <summary>As <see cref="Hand"/>, for sums of several parts, [parts·C], which are added up.</summary>
    public static void HandRows(Tape tape, Tensor? parameter, Tensor sums)
    {
        if (tape.NeedsGradient(parameter))
        {
            Tensor totals = tape.RentStatistics(parameter!.Length);
            tape.Backend.Statistics.AddRows(sums, 1, totals);
            Hand(tape, parameter, totals);
        }
    }
}
