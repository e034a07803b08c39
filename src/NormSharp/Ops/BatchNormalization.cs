using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>
/// The seam that every use of batch normalization goes through: statistics → normalize. Training takes the statistics of the batch,
/// inference those that are stored, synchronization and recalibration merge them first.
/// </summary>
internal static class BatchNormalization
{
    /// <summary>The statistics of each channel over batch and space, in memory of the backend that lives as long as the tape.</summary>
    /// <param name="x">[N, C, …].</param>
    /// <exception cref="ArgumentException">The input has fewer than two dimensions.</exception>
    public static BatchStatistics BatchStatistics(this Tensor x)
    {
        ThrowIfNoChannels(x);
        Tape tape = Tape.Of(x);
        x = tape.Operand(x);
        BatchStatistics statistics = RentStatistics(tape, x);
        tape.Backend.Normalization.Moments(x, statistics);
        return statistics;
    }

    /// <summary>
    /// y = f(γ·(x − μ)/√(σ² + ε) + β + addend) with the channel's own μ and σ², through which gradients flow: statistics and normalization
    /// as one operation, which reads less memory.
    /// </summary>
    /// <param name="x">[N, C, …].</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="gamma">γ [C], or null for 1.</param>
    /// <param name="beta">β [C], or null for 0.</param>
    /// <param name="activation">f.</param>
    /// <param name="statistics">The batch's, which stay in the backend's memory and live as long as the tape.</param>
    /// <param name="addend">
    /// What is added before the activation, of the shape of <paramref name="x"/>, or null: see <see cref="FusesAddend"/>.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit each other, or something is added before another activation than those.
    /// </exception>
    public static Tensor NormalizeBatch(
        this Tensor x,
        double epsilon,
        Tensor? gamma,
        Tensor? beta,
        Activation activation,
        out BatchStatistics statistics,
        Tensor? addend = null)
    {
        Tape tape = Tape.Of(x, gamma, beta, addend);
        NormalizeNode node = Normalized(tape, x, epsilon, new AffineTerms(gamma, beta, activation, addend), out statistics);
        return node.IsNeeded(tape) ? tape.Record(node.Y, node) : node.Y;
    }

    /// <summary>
    /// Whether an addend can be fused before an activation: the identity and ReLU, whose gradients are known from the output. The sum
    /// is not kept.
    /// </summary>
    public static bool FusesAddend(Activation activation) => activation.Kind is ActivationKind.Identity or ActivationKind.Relu;

    /// <summary>
    /// y = f(γ·(x − μ)/√(σ² + ε) + β), channel by channel, with gradients through μ and σ² (Ioffe and Szegedy 2015, algorithm 1).
    /// </summary>
    /// <param name="x">[N, C, …].</param>
    /// <param name="statistics">μ and the population variance σ² of <paramref name="x"/> itself.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="gamma">γ [C], or null for 1.</param>
    /// <param name="beta">β [C], or null for 0.</param>
    /// <param name="activation">f.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor Normalize(
        this Tensor x, in BatchStatistics statistics, double epsilon, Tensor? gamma, Tensor? beta, Activation activation)
    {
        ThrowIfUnequalChannels(x, statistics.Mean.Length, gamma, beta);
        Tape tape = Tape.Of(x, gamma, beta);
        return NormalizedBy(
            tape, x, Constants(tape, statistics, epsilon, statistics.Mean.Length), new AffineTerms(gamma, beta, activation));
    }

    /// <summary>
    /// y = f(γ·(x − μ)/√(σ² + ε) + β + addend), channel by channel, with stored statistics, through which no gradient flows.
    /// </summary>
    /// <param name="x">[N, C, …].</param>
    /// <param name="stored">μ, σ² and ε.</param>
    /// <param name="gamma">γ [C], or null for 1.</param>
    /// <param name="beta">β [C], or null for 0.</param>
    /// <param name="activation">f.</param>
    /// <param name="addend">
    /// What is added before the activation, of the shape of <paramref name="x"/>, or null: see <see cref="FusesAddend"/>.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit each other, or something is added before another activation than those.
    /// </exception>
    public static Tensor Normalize(
        this Tensor x, in StoredStatistics stored, Tensor? gamma, Tensor? beta, Activation activation, Tensor? addend = null)
    {
        int channels = stored.Mean.Length;
        ThrowIfUnequalChannels(x, channels, gamma, beta);
        Tape tape = Tape.Of(x, gamma, beta, addend);
        var constants = new NormalizationConstants { Mean = tape.RentStatistics(channels), InvStd = tape.RentStatistics(channels) };
        tape.Backend.Statistics.FromStored(Current(tape, stored.Mean), Current(tape, stored.Variance), stored.Epsilon, constants);
        return NormalizedBy(tape, x, constants, new AffineTerms(gamma, beta, activation, addend));
    }

    /// <summary>The forward pass of <see cref="NormalizeBatch"/>.</summary>
    internal static NormalizeNode Normalized(Tape tape, Tensor x, double epsilon, in AffineTerms terms, out BatchStatistics statistics)
    {
        ThrowIfNoChannels(x);
        ThrowIfUnequalChannels(x, x.Shape[1], terms.Gamma, terms.Beta);
        ThrowIfUnfitting(x, terms);
        x = tape.Operand(x);
        statistics = RentStatistics(tape, x);
        NormalizationConstants constants = terms.On(
            tape,
            new NormalizationConstants { Mean = statistics.Mean, InvStd = tape.RentStatistics(x.Shape[1]), Count = statistics.Count });
        Tensor y = tape.Rent(x.Shape);
        tape.Backend.Normalization.NormalizeBatch(constants, epsilon, x, y, statistics.M2);
        return new NormalizeNode(constants, x, y);
    }

    /// <summary>What normalizes with a batch's statistics; neighbouring channels share them where there are fewer.</summary>
    internal static NormalizationConstants Constants(Tape tape, in BatchStatistics statistics, double epsilon, int channels)
    {
        var constants = new NormalizationConstants
        {
            Mean = tape.RentStatistics(channels),
            InvStd = tape.RentStatistics(channels),
            Count = statistics.Count,
        };
        tape.Backend.Statistics.FromBatch(statistics, epsilon, constants);
        return constants;
    }

    /// <summary>A tensor that outlives the tape, with the numbers that it has now, in memory of the backend.</summary>
    internal static Tensor Current(Tape tape, Tensor tensor) => tape.Backend.Takes(tensor.Storage) ? tensor : tape.Mirror(tensor);

    internal static Tensor NormalizedBy(Tape tape, Tensor x, in NormalizationConstants statistics, in AffineTerms terms)
    {
        ThrowIfUnfitting(x, terms);
        x = tape.Operand(x);
        NormalizationConstants constants = terms.On(tape, statistics);
        Tensor y = tape.Rent(x.Shape);
        tape.Backend.Normalization.Normalize(constants, x, y);
        var node = new NormalizeNode(constants, x, y);
        return node.IsNeeded(tape) ? tape.Record(y, node) : y;
    }

    private static BatchStatistics RentStatistics(Tape tape, Tensor x)
    {
        int channels = x.Shape[1];
        return new BatchStatistics(channels == 0 ? 0 : x.Length / channels, tape.RentStatistics(channels), tape.RentStatistics(channels));
    }

    internal static void ThrowIfUnequalChannels(Tensor x, int of, Tensor? gamma, Tensor? beta)
    {
        ThrowIfNoChannels(x);
        int channels = x.Shape[1];
        if (of != channels || (gamma?.Length ?? channels) != channels || (beta?.Length ?? channels) != channels)
        {
            throw new ArgumentException(
                $"Normalize of input {x.Shape}: statistics of {of} channels, γ of {gamma?.Length ?? channels}, β of "
                    + $"{beta?.Length ?? channels}; dimension 1 has {channels}");
        }
    }

    private static void ThrowIfUnfitting(Tensor x, in AffineTerms terms)
    {
        if (terms.Addend is not { } addend)
        {
            return;
        }

        if (addend.Shape != x.Shape)
        {
            throw new ArgumentException($"the addend of a normalization has shape {addend.Shape}; it must be that of the input, {x.Shape}");
        }

        if (!FusesAddend(terms.Activation))
        {
            throw new ArgumentException(
                $"{terms.Activation.Kind} cannot follow the addend of a normalization, only Identity and Relu can; add first, then "
                    + "activate");
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
