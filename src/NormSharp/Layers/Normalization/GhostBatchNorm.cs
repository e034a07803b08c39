using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Ghost (virtual) batch normalization: the batch is cut into consecutive sub-batches of a given size, and each is normalized with its own
/// statistics, y = γ·(x − μ_k)/√(σ_k² + ε) + β for the rows of sub-batch k; γ and β are shared.
/// </summary>
/// <remarks>
/// <para>Input [N, C, …] of any rank from 2, cut along dimension 0, output of the same shape; γ and β [C].</para>
/// <para>It gives a very large batch the noise, and the gradients, of small ones: a batch of 1024 with sub-batches of 32 trains like 32
/// accumulated micro-batches of 32, in one pass. The gradients through the statistics stay within a sub-batch.</para>
/// <para>The last sub-batch holds what is left and may be smaller. One that would have a single value per channel joins the one before
/// it.</para>
/// <para>The running statistics take in the moments of all sub-batches merged, that is, those of the whole batch: what
/// <see cref="BatchNorm"/> would store. (The paper averages the sub-batches' variances, which leaves out how far their means lie apart.)
/// Evaluation, frozen statistics and state are those of
/// <see cref="BatchNorm"/>; a recalibration normalizes by sub-batches, as training does.</para>
/// <para>Source: Hoffer, Hubara and Soudry 2017, "Train longer, generalize better", algorithm 1.</para>
/// </remarks>
public sealed class GhostBatchNorm : BatchNorm
{
    /// <summary>Makes the layer with γ = 1, β = 0, running mean 0 and running variance 1.</summary>
    /// <param name="channels">C: the extent of the channels' dimension.</param>
    /// <param name="subBatchSize">
    /// Samples of a sub-batch; at least 1, which only inputs with several positions for each sample can use.
    /// </param>
    /// <param name="options">What <see cref="BatchNorm"/> takes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size or a setting is out of its range.</exception>
    public GhostBatchNorm(int channels, int subBatchSize, BatchNormOptions? options = null)
        : this(subBatchSize, options)
        => SetChannels(channels);

    private GhostBatchNorm(int subBatchSize, BatchNormOptions? options)
        : base(options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(subBatchSize, 1);
        if (Options.Axis == 0)
        {
            throw new ArgumentException(
                "GhostBatchNorm: dimension 0 is the batch, which is cut; it cannot be that of the channels", nameof(options));
        }

        SubBatchSize = subBatchSize;
    }

    internal static new LayerDefinition<GhostBatchNorm> Definition { get; } = BatchNormSettings.Define(
        nameof(GhostBatchNorm),
        settings =>
        {
            BatchNormOptions options = BatchNormSettings.Options(settings, new BatchNormOptions());
            int size = settings.Int("sub_batch_size");
            return BatchNormSettings.Channels(settings) is { } channels ? new GhostBatchNorm(channels, size, options) : Lazy(size, options);
        },
        (layer, settings) => settings["sub_batch_size"] = layer.SubBatchSize);

    /// <summary>Samples of a sub-batch.</summary>
    public int SubBatchSize { get; }

    /// <inheritdoc/>
    public override string ToString() => IsLazy ? base.ToString() : $"GhostBatchNorm({Channels}, sub-batches of {SubBatchSize})";

    /// <summary>Makes a lazy layer, which takes the number of channels from its first input.</summary>
    /// <param name="subBatchSize">Samples of a sub-batch.</param>
    /// <param name="options">What <see cref="BatchNorm"/> takes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size or a setting is out of its range.</exception>
    public static GhostBatchNorm Lazy(int subBatchSize, BatchNormOptions? options = null) => new(subBatchSize, options);

    private protected override Tensor WithBatchStatistics(Tensor x, in StatisticsScope scope, int rowsPerSample, Activation activation)
    {
        if (scope.RowWeights is not null || (rowsPerSample == 0 && x.Shape[0] > 0))
        {
            throw new ArgumentException(
                "GhostBatchNorm cuts the batch by samples and takes no mask; use BatchNorm where positions are padded");
        }

        int[] rows = Parts(x, rowsPerSample);
        BatchStatistics[] statistics = x.StatisticsInParts(rows);
        if (IsTraining && statistics.Any(part => part.Count == 1))
        {
            throw new ArgumentException(
                $"a sub-batch of {SubBatchSize} has one value per channel, which has no variance to normalise with; use sub-batches of "
                    + "at least 2");
        }

        Tape tape = Tape.Of(x, Gamma, Beta);
        Keep(tape, GhostNormalization.Merged(tape, statistics, Channels));
        return x.NormalizeInParts(rows, statistics, Options.Epsilon, Gamma, Beta, activation);
    }

    /// <summary>How many entries of dimension 0 each sub-batch has.</summary>
    private int[] Parts(Tensor x, int rowsPerSample)
    {
        int size = (int)Math.Min((long)SubBatchSize * rowsPerSample, int.MaxValue);
        int whole = x.Shape[0] / size;
        int left = x.Shape[0] % size;
        int[] parts = [.. Enumerable.Repeat(size, whole), left];
        bool joins = left == 0 || (whole > 0 && (long)left * x.Length == (long)Channels * x.Shape[0]);
        if (!joins)
        {
            return parts;
        }

        if (left > 0)
        {
            parts[^2] += left;
        }

        return parts[..^1];
    }
}
