using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>
/// Batch normalization of consecutive parts of a batch, each with its own statistics (Hoffer, Hubara and Soudry 2017, algorithm 1).
/// </summary>
internal static class GhostNormalization
{
    /// <summary>The statistics of each part.</summary>
    /// <param name="x">[N, C, …].</param>
    /// <param name="rows">How many entries of dimension 0 each part has; their sum is N.</param>
    /// <exception cref="ArgumentException">The parts do not make up dimension 0.</exception>
    public static BatchStatistics[] StatisticsInParts(this Tensor x, IReadOnlyList<int> rows)
    {
        ThrowUnlessWhole(x, rows);
        Tape tape = Tape.Of(x);
        x = tape.Operand(x);
        int start = 0;
        var statistics = new BatchStatistics[rows.Count];
        for (int i = 0; i < statistics.Length; i++)
        {
            statistics[i] = x.Narrowed(0, start, rows[i]).BatchStatistics();
            start += rows[i];
        }

        return statistics;
    }

    /// <summary>The statistics of the whole batch, merged from those of its parts.</summary>
    public static BatchStatistics Merged(Tape tape, IReadOnlyList<BatchStatistics> parts, int channels)
    {
        var whole = new BatchStatistics(0, tape.RentStatistics(channels), tape.RentStatistics(channels));
        foreach (BatchStatistics part in parts)
        {
            tape.Backend.Statistics.Merge(whole, part);
            whole = whole with { Count = whole.Count + part.Count };
        }

        return whole;
    }

    /// <summary>y = f(γ·(x − μ)/√(σ² + ε) + β), channel by channel and part by part, with gradients through each part's μ and σ².</summary>
    /// <param name="x">[N, C, …].</param>
    /// <param name="rows">How many entries of dimension 0 each part has; their sum is N.</param>
    /// <param name="statistics">The statistics of each part: <see cref="StatisticsInParts"/>.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="gamma">γ [C], or null for 1.</param>
    /// <param name="beta">β [C], or null for 0.</param>
    /// <param name="activation">f.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor NormalizeInParts(
        this Tensor x,
        IReadOnlyList<int> rows,
        IReadOnlyList<BatchStatistics> statistics,
        double epsilon,
        Tensor? gamma,
        Tensor? beta,
        Activation activation)
    {
        ThrowUnlessWhole(x, rows);
        Tape tape = Tape.Of(x, gamma, beta);
        x = tape.Operand(x);
        gamma = gamma is null ? null : tape.Operand(gamma);
        beta = beta is null ? null : tape.Operand(beta);
        Tensor y = tape.Rent(x.Shape);
        var parts = new Part[rows.Count];
        int start = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            BatchNormalization.ThrowIfUnequalChannels(x, statistics[i].Mean.Length, gamma, beta);
            NormalizationConstants constants = BatchNormalization.Constants(tape, statistics[i], epsilon, x.Shape[1]) with
            {
                Gamma = gamma,
                Beta = beta,
                Activation = activation,
            };
            parts[i] = new Part(start, rows[i], constants);
            tape.Backend.Normalization.Normalize(constants, parts[i].Of(x), parts[i].Of(y));
            start += rows[i];
        }

        return tape.NeedsGradient(x) || tape.NeedsGradient(gamma) || tape.NeedsGradient(beta)
            ? tape.Record(y, new GhostNode(parts, gamma, beta, x, y))
            : y;
    }

    private static void ThrowUnlessWhole(Tensor x, IReadOnlyList<int> rows)
    {
        if (x.Rank < 2 || rows.Sum() != x.Shape[0] || rows.Any(count => count < 1))
        {
            throw new ArgumentException(
                $"parts of [{string.Join(", ", rows)}] rows do not make up dimension 0 of an input [N, C, …] of shape {x.Shape}");
        }
    }

    /// <param name="Start">The first row.</param>
    /// <param name="Rows">How many rows.</param>
    /// <param name="Constants">What its values are normalized with.</param>
    private sealed record Part(int Start, int Rows, NormalizationConstants Constants)
    {
        public Tensor Of(Tensor whole) => whole.Narrowed(0, Start, Rows);
    }

    private sealed class GhostNode(Part[] parts, Tensor? gamma, Tensor? beta, Tensor x, Tensor y) : Node
    {
        protected internal override void Backward(Tape tape, Tensor dy)
        {
            int channels = x.Shape[1];
            GradientSums all = ChannelGradient.RentSums(tape, parts.Length * channels);
            Tensor? dx = tape.NeedsGradient(x) ? tape.Rent(x.Shape) : null;
            for (int i = 0; i < parts.Length; i++)
            {
                Part part = parts[i];
                var sums = new GradientSums(all.Dz.Narrowed(0, i * channels, channels), all.DzXHat.Narrowed(0, i * channels, channels));
                tape.Backend.Normalization.GradientSums(part.Constants, part.Of(x), part.Of(y), part.Of(dy), sums);
                if (dx is not null)
                {
                    tape.Backend.Normalization.GradientThroughBatch(part.Constants, part.Of(x), part.Of(y), part.Of(dy), sums, part.Of(dx));
                }
            }

            ChannelGradient.HandRows(tape, gamma, all.DzXHat);
            ChannelGradient.HandRows(tape, beta, all.Dz);
            if (dx is not null)
            {
                tape.Accumulate(x, dx);
            }
        }
    }
}
