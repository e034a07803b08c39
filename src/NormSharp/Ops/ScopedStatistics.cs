using System.Buffers;
using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Kernels.Normalization;
using NormSharp.Primitives;
using NormSharp.Synchronization;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>The statistics of a batch whose rows have weights, or of which this process holds a shard only.</summary>
internal static class ScopedStatistics
{
    /// <summary>
    /// The statistics of each channel over all rows of all ranks, a row counting by its weight w: count = Σw, mean = Σw·x / count,
    /// M2 = Σw·(x − mean)². Shards merge by Chan's formula, in one message of 2·C + 1 numbers.
    /// </summary>
    /// <param name="x">[N, C, …]; [N, C] where rows have weights. N may be 0.</param>
    /// <param name="scope">Weights and reducer.</param>
    /// <exception cref="ArgumentException">There is not one weight for each row of a [N, C] tensor.</exception>
    /// <exception cref="RankFailedException">Another rank failed.</exception>
    public static BatchStatistics BatchStatistics(this Tensor x, in StatisticsScope scope)
    {
        Tape tape = Tape.Of(x);
        BatchStatistics own = scope.RowWeights is null ? x.BatchStatistics() : Weighted(tape, x, scope.RowWeights);
        return scope.Reducer is null ? own : Merged(tape, own, scope.Reducer);
    }

    private static BatchStatistics Weighted(Tape tape, Tensor x, double[] weights)
    {
        ThrowUnlessRows(x, weights);
        x = tape.Operand(x);
        int channels = x.Shape[1];
        double count = weights.Sum();
        if (count == 0)
        {
            return Written(tape, count, new double[channels], new double[channels]);
        }

        Backend backend = tape.Backend;
        using var scratch = new ScratchMemory(backend);
        Tensor w = Spread(backend, scratch, weights, x.Shape);

        // Sums are taken of deviations from a mean that is nearly right: nothing cancels where the mean is far larger than the deviation.
        var plain = new BatchStatistics(x.Shape[0], Statistics(scratch, channels), Statistics(scratch, channels));
        backend.Normalization.Moments(x, plain);
        var ones = new double[channels];
        Array.Fill(ones, 1);
        var deviation = new NormalizationConstants { Mean = plain.Mean, InvStd = Statistics(scratch, channels) };
        backend.Write<double>(ones, deviation.InvStd);
        var sums = new Backends.GradientSums(Statistics(scratch, channels), Statistics(scratch, channels));
        backend.Normalization.GradientSums(deviation, x, x, w, sums);
        var mean = new double[channels];
        var correction = new double[channels];
        backend.Read<double>(plain.Mean, mean);
        backend.Read<double>(sums.DzXHat, correction);
        for (int c = 0; c < channels; c++)
        {
            mean[c] += correction[c] / count;
        }

        backend.Write<double>(mean, plain.Mean);
        Tensor weighted = scratch.Rent(x.Shape);
        backend.Normalization.Normalize(deviation, x, weighted);
        backend.Binary(BinaryOperation.Multiply, weighted, w, weighted);
        backend.Normalization.GradientSums(deviation, x, x, weighted, sums);
        var m2 = new double[channels];
        backend.Read<double>(sums.DzXHat, m2);
        return Written(tape, count, mean, m2);
    }

    /// <summary>Statistics that the host has worked on, in memory of the tape.</summary>
    private static BatchStatistics Written(Tape tape, double count, ReadOnlySpan<double> mean, ReadOnlySpan<double> m2)
    {
        var statistics = new BatchStatistics(count, tape.RentStatistics(mean.Length), tape.RentStatistics(mean.Length));
        tape.Backend.Write(mean, statistics.Mean);
        tape.Backend.Write(m2, statistics.M2);
        return statistics;
    }

    private static Tensor Statistics(ScratchMemory scratch, int channels) => scratch.Rent([channels], ElementType.Float64);

    /// <summary>The weights as a tensor of the shape of x.</summary>
    internal static Tensor Spread(Backend backend, ScratchMemory scratch, double[] weights, Shape shape)
    {
        Tensor column = scratch.Rent([weights.Length, 1]);
        backend.Write<double>(weights, column);
        Tensor spread = scratch.Rent(shape);
        backend.Copy(column.BroadcastTo(shape), spread);
        return spread;
    }

    internal static void ThrowUnlessRows(Tensor x, double[] weights)
    {
        if (x.Rank != 2 || x.Shape[0] != weights.Length)
        {
            throw new ArgumentException($"{weights.Length} row weights for an input of shape {x.Shape}; it must be [{weights.Length}, C]");
        }
    }

    /// <summary>Statistics on the host, of all ranks together, by Chan's formula.</summary>
    internal static ChannelMoments Merged(ChannelMoments own, IReducer reducer)
    {
        double[] message = [own.Count, .. own.Mean, .. own.M2];
        reducer.AllReduce(message, MergeMoments);
        return new ChannelMoments(message[0], message[1..(1 + own.Channels)], message[(1 + own.Channels)..]);
    }

    private static BatchStatistics Merged(Tape tape, in BatchStatistics own, IReducer reducer)
    {
        int channels = own.Mean.Length;
        double[] rented = ArrayPool<double>.Shared.Rent(1 + (2 * channels));
        Span<double> message = rented.AsSpan(0, 1 + (2 * channels));
        message[0] = own.Count;
        tape.Backend.Read(own.Mean, message.Slice(1, channels));
        tape.Backend.Read(own.M2, message[(1 + channels)..]);
        reducer.AllReduce(message, MergeMoments);
        BatchStatistics merged = Written(tape, message[0], message.Slice(1, channels), message[(1 + channels)..]);
        ArrayPool<double>.Shared.Return(rented);
        return merged;
    }

    private static void MergeMoments(Span<double> folded, ReadOnlySpan<double> next)
    {
        int channels = (folded.Length - 1) / 2;
        ChannelStatistics.Merge(
            folded[0], folded.Slice(1, channels), folded[(1 + channels)..], next[0], next.Slice(1, channels), next[(1 + channels)..]);
        folded[0] += next[0];
    }
}
