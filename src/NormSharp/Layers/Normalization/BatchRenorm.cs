using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Batch renormalization: y = γ·((x − μ_B)/σ_B · r + d) + β, with r = clip(σ_B/σ, 1/rMax, rMax) and d = clip((μ_B − μ)/σ, −dMax, dMax),
/// channel by channel; μ and σ = √(running variance + ε) are the running statistics before this batch, σ_B = √(σ_B² + ε) the batch's.
/// </summary>
/// <remarks>
/// <para>Input [N, C, …] of any rank from 2, output of the same shape; γ, β, r and d [C]. As for <see cref="BatchNorm"/>, training on one
/// value per channel throws.</para>
/// <para>Training: where nothing is clipped, y is what evaluation would give with the statistics at hand, so that small or uneven batches
/// do no harm. r and d are constants to the gradient: dx = γ·r/σ_B·(dz − mean(dz) − x̂_B·mean(dz·x̂_B)), dγ = Σdz·(x̂_B·r + d), dβ =
/// Σdz.</para>
/// <para>Schedule: rMax and dMax begin at 1 and 0, plain batch normalization, and grow linearly; the position is the number of batches that
/// the running statistics have seen, which is saved and resumed as <c>num_batches_tracked</c>.</para>
/// <para>Evaluation, frozen statistics and recalibration are those of <see cref="BatchNorm"/>; so is the state. The paper averages σ
/// itself; here the running variance is averaged, as everywhere else.</para>
/// <para>Source: Ioffe 2017, "Batch Renormalization: Towards Reducing Minibatch Dependence in Batch-Normalized Models", algorithm 1.</para>
/// </remarks>
public sealed class BatchRenorm : BatchNorm
{
    /// <summary>Makes the layer with γ = 1, β = 0, running mean 0 and running variance 1.</summary>
    /// <param name="channels">C: the extent of the channels' dimension.</param>
    /// <param name="options">The schedule of rMax and dMax, and what <see cref="BatchNorm"/> takes.</param>
    /// <exception cref="ArgumentException">A setting is out of its range, or there are to be no running statistics.</exception>
    public BatchRenorm(int channels, BatchRenormOptions? options = null)
        : this(options)
        => SetChannels(channels);

    /// <summary>Makes a lazy layer, which takes the number of channels from its first input.</summary>
    /// <param name="options">The schedule of rMax and dMax, and what <see cref="BatchNorm"/> takes.</param>
    /// <exception cref="ArgumentException">A setting is out of its range, or there are to be no running statistics.</exception>
    public BatchRenorm(BatchRenormOptions? options = null)
        : base(options ?? new BatchRenormOptions())
    {
        Schedule = (BatchRenormOptions)Options;
        if (!(Schedule.RMax >= 1) || !(Schedule.DMax >= 0) || Schedule.PlainSteps < 0
            || Schedule.RMaxStep < Schedule.PlainSteps || Schedule.DMaxStep < Schedule.PlainSteps)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options),
                $"BatchRenorm: rMax is {Schedule.RMax} and must be at least 1, dMax is {Schedule.DMax} and must be at least 0; they "
                    + $"are reached at steps {Schedule.RMaxStep} and " +
                $"{Schedule.DMaxStep}, neither before the {Schedule.PlainSteps} plain steps, which are at least 0");
        }

        if (!Options.TrackRunningStatistics)
        {
            throw new ArgumentException(
                "BatchRenorm: without running statistics there is nothing to renormalize to; set TrackRunningStatistics", nameof(options));
        }
    }

    internal static new LayerDefinition<BatchRenorm> Definition { get; } = BatchNormSettings.Define(
        nameof(BatchRenorm),
        settings =>
        {
            BatchRenormOptions options = BatchNormSettings.Options(settings, new BatchRenormOptions
            {
                RMax = settings.Double("r_max"),
                DMax = settings.Double("d_max"),
                PlainSteps = settings.Long("plain_steps"),
                RMaxStep = settings.Long("r_max_step"),
                DMaxStep = settings.Long("d_max_step"),
            });
            return BatchNormSettings.Channels(settings) is { } channels ? new BatchRenorm(channels, options) : new BatchRenorm(options);
        },
        (layer, settings) =>
        {
            settings["r_max"] = layer.Schedule.RMax;
            settings["d_max"] = layer.Schedule.DMax;
            settings["plain_steps"] = layer.Schedule.PlainSteps;
            settings["r_max_step"] = layer.Schedule.RMaxStep;
            settings["d_max_step"] = layer.Schedule.DMaxStep;
        });

    /// <summary>The schedule of rMax and dMax.</summary>
    public BatchRenormOptions Schedule { get; }

    /// <summary>What r will be clipped to at the next training step.</summary>
    public double CurrentRMax => 1 + ((Schedule.RMax - 1) * Progress(Schedule.RMaxStep));

    /// <summary>What d will be clipped to at the next training step.</summary>
    public double CurrentDMax => Schedule.DMax * Progress(Schedule.DMaxStep);

    private protected override Tensor WithBatchStatistics(Tensor x, in StatisticsScope scope, int rowsPerSample, Activation activation)
    {
        if (IsRecalibrating)
        {
            return base.WithBatchStatistics(x, scope, rowsPerSample, activation);
        }

        Tape tape = Tape.Of(x, Gamma, Beta);
        BatchStatistics statistics = x.BatchStatistics(scope);
        var correction = RenormCorrection.Between(
            tape, statistics, State.Running!.Stored(Options.Epsilon), CurrentRMax, CurrentDMax);
        Keep(tape, statistics);
        (Tensor gamma, Tensor beta) = correction.Apply(Gamma, Beta, x);
        return x.Normalize(statistics, Options.Epsilon, gamma, beta, activation, scope);
    }

    /// <summary>0 until the plain steps are over, 1 from the last step on, linear between.</summary>
    private double Progress(long last)
    {
        long step = BatchesTracked?.Value ?? 0;
        return step >= last ? 1 : Math.Max(0, (double)(step - Schedule.PlainSteps) / (last - Schedule.PlainSteps));
    }
}
