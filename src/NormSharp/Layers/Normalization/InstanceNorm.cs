using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Synchronization;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Instance normalization: y = γ·(x − μ)/√(σ² + ε) + β, where μ and the population variance σ² are taken over the positions of each channel
/// of each sample.
/// </summary>
/// <remarks>
/// <para>Input [N, C, L], [N, C, H, W] or [N, C, D, H, W], output of the same shape; γ and β [C].</para>
/// <para>Without running statistics, the default, training and evaluation are the same. With them, training normalizes with each sample's
/// own statistics and the running ones take in the samples' average of μ and of the <i>unbiased</i> variance; evaluation normalizes with
/// the running ones, which do not change. Frozen statistics are used in training too. A recalibration averages the samples' statistics over
/// all batches, each sample counting the same.</para>
/// <para>One position per channel has no variance: normalizing such an input with its own statistics throws, in training and evaluation, as
/// in PyTorch.</para>
/// <para>Source: Ulyanov, Vedaldi and Lempitsky 2016; state and defaults as in PyTorch. One thing differs: <c>num_batches_tracked</c>,
/// which PyTorch leaves at 0 for this layer, counts here, and so <see cref="InstanceNormOptions.NewStatisticWeight"/> null averages here
/// where PyTorch would not update at all.</para>
/// </remarks>
public sealed class InstanceNorm : NormalizationModule, IRecalibratable, IChannelAffine, IChecked
{
    private readonly RunningStatistics? _running;
    private RecalibrationPool? _recalibrating;

    /// <summary>Makes the layer with γ = 1, β = 0, running mean 0 and running variance 1.</summary>
    /// <param name="channels">C: the extent of dimension 1.</param>
    /// <param name="options">ε, the weight of new statistics, affine, tracking.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no channel, ε is negative, or the weight is not in [0, 1].</exception>
    public InstanceNorm(int channels, InstanceNormOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        Options = options ?? new InstanceNormOptions();
        CheckEpsilon(nameof(InstanceNorm), Options.Epsilon);
        if (Options.NewStatisticWeight is not (null or (>= 0 and <= 1)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), $"InstanceNorm: the weight of new statistics is {Options.NewStatisticWeight} and must be between 0 and 1");
        }

        Channels = channels;
        if (Options.Affine)
        {
            Gamma = AddParameter("weight", [channels], Initializer.Ones);
            Beta = AddParameter("bias", [channels], Initializer.Zeros);
        }

        if (Options.TrackRunningStatistics)
        {
            _running = new RunningStatistics(
                AddBuffer("running_mean", Tensor.Zeros([channels])),
                AddBuffer("running_var", Tensor.Ones([channels])),
                AddCounter("num_batches_tracked"));
        }
    }

    internal static LayerDefinition<InstanceNorm> Definition { get; } = new()
    {
        Type = nameof(InstanceNorm),
        Temporaries = 1,
        Scratch = (_, inputs) => ScratchLengths.OfEachChannel(inputs[0]),
        Make = settings => new InstanceNorm(
            settings.Int("channels"),
            new InstanceNormOptions
            {
                Epsilon = settings.Double("epsilon"),
                NewStatisticWeight = settings.OptionalDouble("new_statistic_weight"),
                Affine = settings.Bool("affine"),
                TrackRunningStatistics = settings.Bool("track_running_statistics"),
            })
        {
            FreezesStatistics = settings.OptionalBool("freezes_statistics") ?? false,
        },
        Describe = (layer, _) => new JsonObject
        {
            ["channels"] = layer.Channels,
            ["epsilon"] = layer.Options.Epsilon,
            ["new_statistic_weight"] = layer.Options.NewStatisticWeight,
            ["affine"] = layer.Options.Affine,
            ["track_running_statistics"] = layer.Options.TrackRunningStatistics,
            ["freezes_statistics"] = layer.FreezesStatistics,
        },
        State = settings => BatchNormSettings.Affine(settings) + BatchNormSettings.Statistics(settings),
        Output = (settings, inputs) => WithChannels(inputs[0], settings.Int("channels"), 3, 5),
        Lower = (layer, inputs) => layer._running is not null
            ? null
            : GroupOperation.Of(inputs[0], layer.Channels, layer.Options.Epsilon, layer),
        Normalization = "instance",
    };

    /// <summary>The extent of dimension 1.</summary>
    public int Channels { get; }

    /// <summary>ε, the weight of new statistics, affine, tracking.</summary>
    public InstanceNormOptions Options { get; }

    /// <summary>The running mean [C], or null.</summary>
    public Tensor? RunningMean => _running?.Mean;

    /// <summary>The running variance [C], an average of unbiased variances, or null.</summary>
    public Tensor? RunningVariance => _running?.Variance;

    /// <summary>How many batches the running statistics have seen, or null.</summary>
    internal Counter? BatchesTracked => _running?.Batches;

    /// <summary>Whether the running statistics are used and left alone in training mode too.</summary>
    /// <exception cref="InvalidOperationException">There are no running statistics to freeze.</exception>
    public bool FreezesStatistics
    {
        get;
        set => field = !value || _running is not null
            ? value
            : throw new InvalidOperationException($"layer {Path} ({TypeName}) keeps no running statistics, so there is nothing to freeze");
    }

    /// <summary>Whether the layer is between <see cref="BeginRecalibration"/> and <see cref="EndRecalibration"/>.</summary>
    public bool IsRecalibrating => _recalibrating is not null;

    /// <summary>How many values of each channel have passed since <see cref="BeginRecalibration"/>.</summary>
    public double RecalibrationCount => _recalibrating?.Count ?? 0;

    double IRecalibratable.Epsilon => Options.Epsilon;

    /// <inheritdoc/>
    public void BeginRecalibration(RecalibrationMethod method = RecalibrationMethod.Pooled) => _recalibrating = _running is not null
        ? new RecalibrationPool(method, _running.Mean, _running.Variance, Options.NewStatisticWeight, storesPopulationVariance: false)
        : throw new InvalidOperationException($"layer {Path} ({TypeName}) keeps no running statistics, so there is nothing to recompute");

    /// <inheritdoc/>
    public void EndRecalibration() => RecalibrationPool.End(ref _recalibrating, this);

    /// <inheritdoc/>
    public void CancelRecalibration() => _recalibrating = null;

    void IRecalibratable.MergeRecalibration(IReducer ranks) => _recalibrating?.Merge(ranks);

    /// <inheritdoc/>
    public override string ToString() => $"InstanceNorm({Channels})";

    /// <inheritdoc/>
    public bool TryGetAffine([NotNullWhen(true)] out ChannelAffine? affine, [NotNullWhen(false)] out string? obstacle)
    {
        return _running is null
            ? ChannelAffine.Refuse("keeps no running statistics, so evaluation normalizes with each sample's own", out affine, out obstacle)
            : ChannelAffine.TryGetRunning(this, out affine, out obstacle);
    }

    private protected override Tensor Normalized(Tensor x, Activation activation)
    {
        WithChannels(x.Shape, Channels, 3, 5);
        if (_running is not null && !IsRecalibrating && (!IsTraining || FreezesStatistics))
        {
            return x.Normalize(_running.Stored(Options.Epsilon), Gamma, Beta, activation);
        }

        int positions = x.Length / Math.Max(1, x.Shape[0] * Channels);
        if (positions < 2)
        {
            throw new ArgumentException(
                $"{(positions == 0 ? "no value" : "one value")} per channel of a sample has no variance to normalize with; " +
                "use inputs with more positions, or LayerNorm after linear layers");
        }

        BatchStatistics statistics = x.GroupStatistics(Channels);
        if (_running is not null)
        {
            Keep(Tape.Of(x, Gamma, Beta), statistics, x.Shape[0]);
        }

        return x.NormalizeGroups(statistics, Options.Epsilon, Gamma, Beta, activation);
    }

    Exception IChecked.Failure(int channel) => new NonFiniteStatisticsException(Path, channel);

    /// <summary>Takes the average of the samples' statistics into the running ones, or into the pool of a recalibration.</summary>
    private void Keep(Tape tape, in BatchStatistics ofSamples, int samples)
    {
        var average = new BatchStatistics(ofSamples.Count, tape.RentStatistics(Channels), tape.RentStatistics(Channels));
        tape.Backend.Statistics.AddRows(ofSamples.Mean, samples, average.Mean);
        tape.Backend.Statistics.AddRows(ofSamples.M2, samples, average.M2);
        if (_recalibrating is not null)
        {
            _recalibrating.Add(Path, ChannelMoments.Read(tape.Backend, average), samples);
        }
        else
        {
            RunningStatistics.Take(tape, _running, average, new RunningWeight(Options.NewStatisticWeight), this);
        }
    }
}
