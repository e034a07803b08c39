using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Kernels.Elementwise;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>
/// The seam that every use of batch normalization goes through: statistics → normalize. Training takes the statistics of the batch,
/// inference those that are stored, synchronization and recalibration merge them first.
/// </summary>
public static class BatchNormalization
{
    /// <summary>The statistics of each channel over batch and space.</summary>
    /// <param name="x">[N, C, …].</param>
    /// <exception cref="ArgumentException">The input has fewer than two dimensions.</exception>
    public static ChannelMoments ChannelMoments(this Tensor x)
    {
        ThrowIfNoChannels(x);
        var moments = new ChannelMoments(x.Shape[1]);
        x.ChannelMoments(moments);
        return moments;
    }

    /// <summary>The statistics of each channel over batch and space, in place of what <paramref name="moments"/> held.</summary>
    /// <param name="x">[N, C, …].</param>
    /// <param name="moments">Written; of C channels.</param>
    /// <exception cref="ArgumentException">The input has fewer than two dimensions, or another number of channels.</exception>
    public static void ChannelMoments(this Tensor x, ChannelMoments moments)
    {
        ThrowIfNoChannels(x);
        int channels = x.Shape[1];
        if (moments.Channels != channels)
        {
            throw new ArgumentException($"the input of shape {x.Shape} has {channels} channels, the moments to be written {moments.Channels}");
        }

        Tape tape = Tape.Of(x);
        x = tape.Operand(x);
        tape.Backend.ChannelMoments(x, moments.Take(channels == 0 ? 0 : x.Length / channels, out Span<double> m2), m2);
    }

    /// <summary>y = f(γ·(x − μ)/√(σ² + ε) + β), channel by channel (Ioffe and Szegedy 2015, algorithms 1 and 2).</summary>
    /// <param name="x">[N, C, …].</param>
    /// <param name="moments">Where μ and the population variance σ² come from.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="gamma">γ [C], or null for 1.</param>
    /// <param name="beta">β [C], or null for 0.</param>
    /// <param name="activation">f.</param>
    /// <param name="throughStatistics">
    /// True when the moments are those of <paramref name="x"/> itself, so that gradients flow through them; false when they are constants.
    /// </param>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor Normalize(
        this Tensor x,
        ChannelMoments moments,
        double epsilon,
        Tensor? gamma,
        Tensor? beta,
        Activation activation,
        bool throughStatistics)
    {
        ThrowIfUnequalChannels(x, moments, gamma, beta);
        int channels = x.Shape[1];
        Tape tape = Tape.Of(x, gamma, beta);
        x = tape.Operand(x);
        gamma = gamma is null ? null : tape.Operand(gamma);
        beta = beta is null ? null : tape.Operand(beta);
        // Copied, so that whoever gave the moments may write new ones before the backward pass.
        Memory<double> mean = tape.RentDoubles(channels);
        moments.Mean.CopyTo(mean.Span);
        Memory<double> invStd = tape.RentDoubles(channels);
        for (int c = 0; c < channels; c++)
        {
            invStd.Span[c] = 1 / Math.Sqrt(moments.PopulationVariance(c) + epsilon);
        }

        var normalization = new NormalizationConstants(mean, invStd, gamma, beta, activation);
        Tensor y = tape.Rent(x.Shape);
        tape.Backend.Normalize(normalization, x, y);
        return tape.NeedsGradient(x) || tape.NeedsGradient(gamma) || tape.NeedsGradient(beta)
            ? tape.Record(y, new NormalizeNode(normalization, x, y, throughStatistics ? moments.Count : 0))
            : y;
    }

    internal static void ThrowIfUnequalChannels(Tensor x, ChannelMoments moments, Tensor? gamma, Tensor? beta)
    {
        ThrowIfNoChannels(x);
        int channels = x.Shape[1];
        if (moments.Channels != channels || (gamma?.Length ?? channels) != channels || (beta?.Length ?? channels) != channels)
        {
            throw new ArgumentException(
                $"Normalize of input {x.Shape}: statistics of {moments.Channels} channels, γ of {gamma?.Length ?? channels}, β of {beta?.Length ?? channels}; dimension 1 has {channels}");
        }
    }

    private static void ThrowIfNoChannels(Tensor x)
    {
        if (x.Rank < 2)
        {
            throw new ArgumentException($"batch normalization takes an input [N, C, …] of at least 2 dimensions; it has shape {x.Shape}");
        }
    }

    /// <param name="normalization">The constants of the forward pass.</param>
    /// <param name="x">The input.</param>
    /// <param name="y">The output, after the activation.</param>
    /// <param name="count">Values behind each channel's statistics; 0 where the statistics are constants.</param>
    private readonly struct NormalizeNode(NormalizationConstants normalization, Tensor x, Tensor y, double count) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            bool throughStatistics = count > 0 && tape.NeedsGradient(x);
            Memory<double> sumDz = tape.RentDoubles(normalization.Mean.Length);
            Memory<double> sumDzXHat = tape.RentDoubles(normalization.Mean.Length);
            if (throughStatistics || tape.NeedsGradient(normalization.Gamma) || tape.NeedsGradient(normalization.Beta))
            {
                tape.Backend.NormalizeGradientSums(normalization, x, y, dy, sumDz.Span, sumDzXHat.Span);
                ChannelGradient.Hand(tape, normalization.Gamma, sumDzXHat.Span);
                ChannelGradient.Hand(tape, normalization.Beta, sumDz.Span);
            }

            if (!tape.NeedsGradient(x))
            {
                return;
            }

            Tensor dx = tape.Rent(x.Shape);
            if (throughStatistics)
            {
                tape.Backend.NormalizeGradientThroughBatch(normalization, x, y, dy, sumDz.Span, sumDzXHat.Span, count, dx);
            }
            else
            {
                tape.Backend.NormalizeGradientThroughConstants(normalization, x, y, dy, dx);
            }

            tape.Accumulate(x, dx);
        }
    }
}
