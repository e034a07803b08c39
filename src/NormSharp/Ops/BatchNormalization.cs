using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Primitives;
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
        tape.Backend.Normalization.Moments(x, moments.Take(channels == 0 ? 0 : x.Length / channels, out Span<double> m2), m2);
    }

    /// <summary>
    /// y = f(γ·(x − μ)/√(σ² + ε) + β + addend) with the channel's own μ and σ², through which gradients flow: statistics and normalization as one operation, which
    /// reads less memory.
    /// </summary>
    /// <param name="x">[N, C, …].</param>
    /// <param name="moments">Written; of C channels.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="gamma">γ [C], or null for 1.</param>
    /// <param name="beta">β [C], or null for 0.</param>
    /// <param name="activation">f.</param>
    /// <param name="addend">What is added before the activation, of the shape of <paramref name="x"/>, or null: see <see cref="FusesAddend"/>.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other, or something is added in front of another activation than those.</exception>
    public static Tensor NormalizeBatch(
        this Tensor x, ChannelMoments moments, double epsilon, Tensor? gamma, Tensor? beta, Activation activation, Tensor? addend = null)
    {
        Tape tape = Tape.Of(x, gamma, beta, addend);
        NormalizeNode node = Normalized(tape, x, moments, epsilon, gamma, beta, activation, addend);
        return node.IsNeeded(tape) ? tape.Record(node.Y, node) : node.Y;
    }

    /// <summary>
    /// Whether an addend can be fused in front of an activation: the identity and ReLU, whose gradients are known from the output. The sum is not kept.
    /// </summary>
    public static bool FusesAddend(Activation activation) => activation.Kind is ActivationKind.Identity or ActivationKind.Relu;

    /// <summary>y = f(γ·(x − μ)/√(σ² + ε) + β + addend), channel by channel (Ioffe and Szegedy 2015, algorithms 1 and 2).</summary>
    /// <param name="x">[N, C, …].</param>
    /// <param name="moments">Where μ and the population variance σ² come from.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="gamma">γ [C], or null for 1.</param>
    /// <param name="beta">β [C], or null for 0.</param>
    /// <param name="activation">f.</param>
    /// <param name="throughStatistics">
    /// True when the moments are those of <paramref name="x"/> itself, so that gradients flow through them; false when they are constants.
    /// </param>
    /// <param name="addend">What is added before the activation, of the shape of <paramref name="x"/>, or null: see <see cref="FusesAddend"/>.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other, or something is added in front of another activation than those.</exception>
    public static Tensor Normalize(
        this Tensor x,
        ChannelMoments moments,
        double epsilon,
        Tensor? gamma,
        Tensor? beta,
        Activation activation,
        bool throughStatistics,
        Tensor? addend = null)
    {
        ThrowIfUnequalChannels(x, moments, gamma, beta);
        ThrowIfUnfitting(x, addend, activation);
        int channels = x.Shape[1];
        Tape tape = Tape.Of(x, gamma, beta, addend);
        (x, gamma, beta, addend) = (tape.Operand(x), OrNull(tape, gamma), OrNull(tape, beta), OrNull(tape, addend));

        // Copied, so that whoever gave the moments may write new ones before the backward pass.
        Memory<double> mean = tape.RentDoubles(channels);
        moments.Mean.CopyTo(mean.Span);
        Memory<double> invStd = tape.RentDoubles(channels);
        for (int c = 0; c < channels; c++)
        {
            invStd.Span[c] = 1 / Math.Sqrt(moments.PopulationVariance(c) + epsilon);
        }

        var normalization = new NormalizationConstants(mean, invStd, gamma, beta, activation, addend);
        Tensor y = tape.Rent(x.Shape);
        tape.Backend.Normalization.Normalize(normalization, x, y);
        var node = new NormalizeNode(normalization, x, y, throughStatistics ? moments.Count : 0);
        return node.IsNeeded(tape) ? tape.Record(y, node) : y;
    }

    /// <summary>The forward pass of <see cref="NormalizeBatch"/>.</summary>
    internal static NormalizeNode Normalized(
        Tape tape, Tensor x, ChannelMoments moments, double epsilon, Tensor? gamma, Tensor? beta, Activation activation, Tensor? addend = null)
    {
        ThrowIfUnequalChannels(x, moments, gamma, beta);
        ThrowIfUnfitting(x, addend, activation);
        int channels = x.Shape[1];
        (x, gamma, beta, addend) = (tape.Operand(x), OrNull(tape, gamma), OrNull(tape, beta), OrNull(tape, addend));
        Memory<double> mean = tape.RentDoubles(channels);
        Memory<double> invStd = tape.RentDoubles(channels);
        double count = channels == 0 ? 0 : x.Length / channels;
        var normalization = new NormalizationConstants(mean, invStd, gamma, beta, activation, addend);
        Tensor y = tape.Rent(x.Shape);
        Span<double> taken = moments.Take(count, out Span<double> m2);
        tape.Backend.Normalization.NormalizeBatch(normalization, epsilon, x, y, mean.Span, m2, invStd.Span);
        mean.Span.CopyTo(taken);
        return new NormalizeNode(normalization, x, y, count);
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

    private static Tensor? OrNull(Tape tape, Tensor? tensor) => tensor is null ? null : tape.Operand(tensor);

    private static void ThrowIfUnfitting(Tensor x, Tensor? addend, Activation activation)
    {
        if (addend is null)
        {
            return;
        }

        if (addend.Shape != x.Shape)
        {
            throw new ArgumentException($"the addend of a normalization has shape {addend.Shape}; it must be that of the input, {x.Shape}");
        }

        if (!FusesAddend(activation))
        {
            throw new ArgumentException($"{activation.Kind} cannot follow the addend of a normalization, only Identity and Relu can; add first, then activate");
        }
    }

    private static void ThrowIfNoChannels(Tensor x)
    {
        if (x.Rank < 2)
        {
            throw new ArgumentException($"batch normalization takes an input [N, C, …] of at least 2 dimensions; it has shape {x.Shape}");
        }
    }
}
