using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using NormSharp.Autograd;
using NormSharp.Kernels.Elementwise;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Batch normalization, for inputs [N, C, …] of any rank from 2: y = γ·(x − μ)/√(σ² + ε) + β, channel by channel.
/// </summary>
/// <remarks>
/// <para>Training: μ and σ² are the mean and the population (biased) variance of the batch over all dimensions but the channel, and
/// gradients flow through them; the running mean and the running variance take in μ and the <i>unbiased</i> variance.</para>
/// <para>Evaluation: μ and σ² are the running statistics, which do not change. With frozen statistics the same holds in training mode.</para>
/// <para>One value per channel has no variance: training on such a batch throws.</para>
/// <para>Source: Ioffe and Szegedy 2015, algorithms 1 and 2; conventions of storage as in PyTorch.</para>
/// </remarks>
public sealed class BatchNorm : Module, IActivationFusing, IRecalibratable, IChannelAffine
{
    private RecalibrationPool? _recalibrating;

    /// <summary>Makes the layer with γ = 1, β = 0, running mean 0 and running variance 1.</summary>
    /// <param name="channels">C: the extent of dimension 1.</param>
    /// <param name="options">ε, the weight of new statistics, affine, tracking.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no channel, ε is negative, or the weight is not in [0, 1].</exception>
    public BatchNorm(int channels, BatchNormOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        Options = options ?? new BatchNormOptions();
        if (!(Options.Epsilon >= 0) || Options.NewStatisticWeight is not (null or (>= 0 and <= 1)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options),
                $"BatchNorm: epsilon is {Options.Epsilon} and must be at least 0; the weight of new statistics is {Options.NewStatisticWeight} and must be between 0 and 1");
        }

        Channels = channels;
        if (Options.Affine)
        {
            Gamma = AddParameter("weight", [channels], Initializer.Ones);
            Beta = AddParameter("bias", [channels], Initializer.Zeros);
        }

        if (Options.TrackRunningStatistics)
        {
            RunningMean = AddBuffer("running_mean", Tensor.Zeros([channels]));
            RunningVariance = AddBuffer("running_var", Tensor.Ones([channels]));
            BatchesTracked = AddCounter("num_batches_tracked");
        }
    }

    /// <summary>The extent of dimension 1.</summary>
    public int Channels { get; }

    /// <summary>ε, the weight of new statistics, affine, tracking.</summary>
    public BatchNormOptions Options { get; }

    /// <summary>γ [C], or null.</summary>
    public Parameter? Gamma { get; }

    /// <summary>β [C], or null.</summary>
    public Parameter? Beta { get; }

    /// <summary>The running mean [C], or null.</summary>
    public Tensor? RunningMean { get; }

    /// <summary>
    /// The running variance [C], an average of unbiased variances (of population variances where
    /// <see cref="BatchNormOptions.StoresPopulationVariance"/> says so), or null.
    /// </summary>
    public Tensor? RunningVariance { get; }

    /// <summary>How many batches the running statistics have seen, or null.</summary>
    public Counter? BatchesTracked { get; }

    /// <summary>
    /// Whether the running statistics are used and left alone in training mode too, as fine-tuning on small batches wants it; survives
    /// <see cref="Module.Train"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">There are no running statistics to freeze.</exception>
    public bool FreezesStatistics
    {
        get;
        set
        {
            if (value && RunningMean is null)
            {
                throw new InvalidOperationException($"layer {Path} (BatchNorm) keeps no running statistics, so there is nothing to freeze");
            }

            field = value;
        }
    }

    /// <summary>Whether the layer is between <see cref="BeginRecalibration"/> and <see cref="EndRecalibration"/>.</summary>
    public bool IsRecalibrating => _recalibrating is not null;

    /// <summary>How many values of each channel have passed since <see cref="BeginRecalibration"/>; <see cref="EndRecalibration"/> needs 2.</summary>
    public double RecalibrationCount => _recalibrating?.Count ?? 0;

    double IRecalibratable.Epsilon => Options.Epsilon;

    IForwardObserver? IActivationFusing.Observer => Observer;

    /// <inheritdoc/>
    public override LayerDescription Describe() => new(
        nameof(BatchNorm),
        new JsonObject
        {
            ["channels"] = Channels,
            ["epsilon"] = Options.Epsilon,
            ["new_statistic_weight"] = Options.NewStatisticWeight,
            ["affine"] = Options.Affine,
            ["track_running_statistics"] = Options.TrackRunningStatistics,
            ["stores_population_variance"] = Options.StoresPopulationVariance,
            ["freezes_statistics"] = FreezesStatistics,
        });

    /// <inheritdoc/>
    public override string ToString() => $"BatchNorm({Channels})";

    /// <summary>
    /// From now on every forward pass normalises with the batch's own statistics and collects them, whatever the mode; the
    /// running statistics wait for <see cref="EndRecalibration"/>.
    /// </summary>
    /// <param name="method">How the batches' statistics are put together.</param>
    /// <exception cref="InvalidOperationException">There are no running statistics to recompute.</exception>
    public void BeginRecalibration(RecalibrationMethod method = RecalibrationMethod.Pooled)
        => _recalibrating = RunningMean is null
            ? throw new InvalidOperationException($"layer {Path} (BatchNorm) keeps no running statistics, so there is nothing to recompute")
            : new RecalibrationPool(method, RunningMean, RunningVariance!, Options.NewStatisticWeight, Options.StoresPopulationVariance);

    /// <summary>Replaces the running statistics by those of all values since <see cref="BeginRecalibration"/>.</summary>
    /// <exception cref="InvalidOperationException">No recalibration was begun, or no batch has passed.</exception>
    public void EndRecalibration()
    {
        RecalibrationPool? pool = _recalibrating;
        _recalibrating = null;
        if (pool is null || pool.Count < 2)
        {
            throw new InvalidOperationException(
                $"layer {Path} (BatchNorm): {pool?.Count ?? 0} values of a channel have passed since recalibration began; a variance needs 2");
        }

        pool.Store();
    }

    /// <summary>Leaves recalibration without touching the running statistics.</summary>
    public void CancelRecalibration() => _recalibrating = null;

    /// <summary>Sets the running statistics to those of a layer that has seen nothing: mean 0, variance 1.</summary>
    public void ResetRunningStatistics()
    {
        RunningMean?.AsSpan().Clear();
        RunningVariance?.AsSpan().Fill(1);
        if (BatchesTracked is not null)
        {
            BatchesTracked.Value = 0;
        }
    }

    /// <inheritdoc/>
    public bool TryGetAffine([NotNullWhen(true)] out ChannelAffine? affine, [NotNullWhen(false)] out string? obstacle)
        => ChannelAffine.TryGetRunning(this, out affine, out obstacle);

    Tensor IActivationFusing.ForwardThrough(Tensor x, Activation activation)
    {
        try
        {
            return Normalized(x, activation);
        }
        catch (ArgumentException error) when (error is not LayerException)
        {
            throw new LayerException(Path, TypeName, x.Shape, error);
        }
    }

    internal static BatchNorm FromSettings(LayerSettings settings) => new(
        settings.Int("channels"),
        new BatchNormOptions
        {
            Epsilon = settings.Double("epsilon"),
            NewStatisticWeight = settings.OptionalDouble("new_statistic_weight"),
            Affine = settings.Bool("affine"),
            TrackRunningStatistics = settings.Bool("track_running_statistics"),
            StoresPopulationVariance = settings.OptionalBool("stores_population_variance") ?? false,
        })
    {
        FreezesStatistics = settings.OptionalBool("freezes_statistics") ?? false,
    };

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => Normalized(x, Activation.Identity);

    private Tensor Normalized(Tensor x, Activation activation)
    {
        if (x.Rank < 2 || x.Shape[1] != Channels)
        {
            throw new ArgumentException($"the input must be [N, {Channels}, …]");
        }

        bool ownStatistics = IsRecalibrating || RunningMean is null || (IsTraining && !FreezesStatistics);
        return ownStatistics ? WithBatchStatistics(x, activation) : WithRunningStatistics(x, activation);
    }

    private Tensor WithRunningStatistics(Tensor x, Activation activation)
    {
        var running = ChannelMoments.FromPopulation(RunningMean!.AsSpan(), RunningVariance!.AsSpan());
        return x.Normalize(running, Options.Epsilon, Gamma, Beta, activation, throughStatistics: false);
    }

    private Tensor WithBatchStatistics(Tensor x, Activation activation)
    {
        int count = x.Length / Channels;
        if (count == 0 || ((IsTraining || IsRecalibrating) && count == 1))
        {
            throw new ArgumentException(
                $"{(count == 0 ? "no value" : "one value")} per channel has no variance to normalise with; " +
                "use a batch of at least 2, drop the last incomplete batch, or set FreezesStatistics");
        }

        ChannelMoments moments = x.ChannelMoments();
        if (!moments.AreFinite(out int channel) && (IsTraining || IsRecalibrating))
        {
            throw new NonFiniteStatisticsException(Path, channel);
        }

        if (_recalibrating is not null)
        {
            _recalibrating.Add(moments);
        }
        else if (IsTraining && RunningMean is not null)
        {
            BatchesTracked!.Value++;
            StoreRunning(moments, Options.NewStatisticWeight ?? 1.0 / BatchesTracked.Value);
        }

        return x.Normalize(moments, Options.Epsilon, Gamma, Beta, activation, throughStatistics: true);
    }

    /// <summary>running ← (1 − weight)·running + weight·new.</summary>
    private void StoreRunning(ChannelMoments moments, double weight)
    {
        Span<float> mean = RunningMean!.AsSpan();
        Span<float> variance = RunningVariance!.AsSpan();
        for (int c = 0; c < Channels; c++)
        {
            // Replaced as a whole, old statistics count for nothing, even where they are NaN.
            double newVariance = Options.StoresPopulationVariance ? moments.PopulationVariance(c) : moments.UnbiasedVariance(c);
            mean[c] = weight == 1 ? (float)moments.Mean[c] : (float)(((1 - weight) * mean[c]) + (weight * moments.Mean[c]));
            variance[c] = weight == 1 ? (float)newVariance : (float)(((1 - weight) * variance[c]) + (weight * newVariance));
        }
    }
}
