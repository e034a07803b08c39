using System.Buffers;
using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Synchronization;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>Normalization with statistics of weighted rows or of several ranks' shards, and the gradient through them.</summary>
internal static class ScopedNormalization
{
    /// <summary>y = f(γ·(x − μ)/√(σ² + ε) + β), channel by channel, with gradients through μ and σ².</summary>
    /// <remarks>
    /// With dz = dy·f′(z) and w the weight of a row, the backward pass is dx = γ·invStd·(dz − w·Σdz/count − w·x̂·Σdz·x̂/count), where the
    /// sums and the count are those of all ranks; they go through the reducer in one message of 2·C numbers. The gradients of γ and β are
    /// sums over the rank's own rows; added over the ranks they are what one process would compute.
    /// </remarks>
    /// <param name="x">[N, C, …]; [N, C] where rows have weights.</param>
    /// <param name="statistics">The statistics of <paramref name="x"/> in the same scope.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="gamma">γ [C], or null for 1.</param>
    /// <param name="beta">β [C], or null for 0.</param>
    /// <param name="activation">f.</param>
    /// <param name="scope">Weights and reducer; all ranks must ask for the gradient by x, or none.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor Normalize(
        this Tensor x,
        in BatchStatistics statistics,
        double epsilon,
        Tensor? gamma,
        Tensor? beta,
        Activation activation,
        in StatisticsScope scope)
    {
        if (scope.IsPlain)
        {
            return x.Normalize(statistics, epsilon, gamma, beta, activation);
        }

        if (scope.RowWeights is not null)
        {
            ScopedStatistics.ThrowUnlessRows(x, scope.RowWeights);
        }

        BatchNormalization.ThrowIfUnequalChannels(x, statistics.Mean.Length, gamma, beta);
        Tape tape = Tape.Of(x, gamma, beta);
        x = tape.Operand(x);
        NormalizationConstants normalization = new AffineTerms(gamma, beta, activation)
            .On(tape, BatchNormalization.Constants(tape, statistics, epsilon, statistics.Mean.Length));
        Tensor y = tape.Rent(x.Shape);
        tape.Backend.Normalization.Normalize(normalization, x, y);
        return tape.NeedsGradient(x) || tape.NeedsGradient(normalization.Gamma) || tape.NeedsGradient(normalization.Beta)
            ? tape.Record(y, new ScopedNode(normalization, x, y, scope))
            : y;
    }

    private readonly struct ScopedNode(NormalizationConstants normalization, Tensor x, Tensor y, StatisticsScope scope) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            int channels = normalization.Mean.Length;
            GradientSums sums = ChannelGradient.RentSums(tape, channels);
            tape.Backend.Normalization.GradientSums(normalization, x, y, dy, sums);
            ChannelGradient.Hand(tape, normalization.Gamma, sums.DzXHat);
            ChannelGradient.Hand(tape, normalization.Beta, sums.Dz);
            if (!tape.NeedsGradient(x))
            {
                return;
            }

            if (scope.Reducer is not null)
            {
                double[] rented = ArrayPool<double>.Shared.Rent(2 * channels);
                Span<double> message = rented.AsSpan(0, 2 * channels);
                tape.Backend.Read(sums.Dz, message[..channels]);
                tape.Backend.Read(sums.DzXHat, message[channels..]);
                scope.Reducer.AllReduce(message, MessageMerges.Sum);
                tape.Backend.Write<double>(message[..channels], sums.Dz);
                tape.Backend.Write<double>(message[channels..], sums.DzXHat);
                ArrayPool<double>.Shared.Return(rented);
            }

            Tensor dx = tape.Rent(x.Shape);
            if (scope.RowWeights is null)
            {
                tape.Backend.Normalization.GradientThroughBatch(normalization, x, y, dy, sums, dx);
            }
            else
            {
                Weighted(tape.Backend, scope.RowWeights, dy, sums, dx);
            }

            tape.Accumulate(x, dx);
        }

        /// <summary>
        /// The direct path, plus w times the path through the statistics, which is what a zero upstream gradient leaves of dx.
        /// </summary>
        private void Weighted(Backend backend, double[] weights, Tensor dy, in GradientSums sums, Tensor dx)
        {
            using var scratch = new ScratchMemory(backend);
            Tensor zero = scratch.Rent(x.Shape);
            Tensor through = scratch.Rent(x.Shape);
            backend.Fill(zero, 0);
            backend.Normalization.GradientThroughBatch(normalization, x, y, zero, sums, through);
            backend.Binary(BinaryOperation.Multiply, through, ScopedStatistics.Spread(backend, scratch, weights, x.Shape), through);
            backend.Normalization.GradientThroughConstants(normalization, x, y, dy, dx);
            backend.Accumulate(through, dx);
        }
    }
}
