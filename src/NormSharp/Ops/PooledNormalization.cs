using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>Batch normalization, activation and average pooling as one operation.</summary>
internal static class PooledNormalization
{
    /// <summary>
    /// The mean of each window over y = f(γ·(x − μ)/√(σ² + ε) + β) with the channel's own μ and σ², through which gradients flow. The same
    /// to the bit as
    /// <see cref="BatchNormalization.NormalizeBatch"/> and then <see cref="Pooling2d.AveragePool2d"/>; the gradient by y, which nothing
    /// else reads, need not be written to memory.
    /// </summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="gamma">γ [C], or null for 1.</param>
    /// <param name="beta">β [C], or null for 0.</param>
    /// <param name="activation">f.</param>
    /// <param name="settings">The windows; padded positions count as zeros.</param>
    /// <param name="statistics">The batch's, which stay in the backend's memory and live as long as the tape.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit each other, or the input is no [N, C, H, W], or smaller than a window.
    /// </exception>
    public static Tensor NormalizeBatchThenAveragePool2d(
        this Tensor x,
        double epsilon,
        Tensor? gamma,
        Tensor? beta,
        Activation activation,
        PoolingSettings settings,
        out BatchStatistics statistics)
    {
        PoolingGeometry geometry = settings.GeometryOf(x.Shape, nameof(Pooling2d.AveragePool2d));
        Tape tape = Tape.Of(x, gamma, beta);
        NormalizeNode normalized = BatchNormalization.Normalized(
            tape, x, epsilon, new AffineTerms(gamma, beta, activation), out statistics);
        Tensor pooled = tape.Rent([x.Shape[0], x.Shape[1], geometry.OutHeight, geometry.OutWidth]);
        tape.Backend.Pooling.Average(geometry, countPadding: true, normalized.Y, pooled);
        return normalized.IsNeeded(tape) ? tape.Record(pooled, new PooledNode(normalized, geometry)) : pooled;
    }

    /// <param name="normalized">What was pooled.</param>
    /// <param name="geometry">The windows.</param>
    private readonly struct PooledNode(NormalizeNode normalized, PoolingGeometry geometry) : IBackward
    {
        public void Backward(Tape tape, Tensor dPooled)
        {
            NormalizationConstants n = normalized.Normalization;
            if (!tape.NeedsGradient(normalized.X) || n.Count == 0 || !tape.Backend.Normalization.JoinsPooledGradient(geometry))
            {
                Tensor dy = tape.Rent(normalized.Y.Shape);
                tape.Backend.Pooling.AverageGradient(geometry, countPadding: true, dPooled, dy);
                normalized.Backward(tape, dy);
                tape.Release(dy);
                return;
            }

            GradientSums sums = ChannelGradient.RentSums(tape, n.Mean.Length);
            Tensor dx = tape.IsLastPass ? normalized.Y : tape.Rent(normalized.X.Shape);
            tape.Backend.Normalization.GradientOfPooledBatch(n, geometry, normalized.X, normalized.Y, dPooled, sums, dx);
            ChannelGradient.Hand(tape, n.Gamma, sums.DzXHat);
            ChannelGradient.Hand(tape, n.Beta, sums.Dz);
            tape.Accumulate(normalized.X, dx);
        }
    }
}
