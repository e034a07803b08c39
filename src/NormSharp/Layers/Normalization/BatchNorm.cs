using System.Diagnostics.CodeAnalysis;
using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Synchronization;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Batch normalization, for inputs of any rank from 2, [N, C, …] by default: y = γ·(x − μ)/√(σ² + ε) + β, channel by channel.
/// </summary>
/// <remarks>
/// <para>Training: μ and σ² are the mean and the population (biased) variance of the batch over all dimensions but the channel, and
/// gradients flow through them; the running mean and the running variance take in μ and the <i>unbiased</i> variance.</para>
/// <para>Evaluation: μ and σ² are the running statistics, which do not change. With frozen statistics the same holds in training
/// mode.</para>
/// <para>One value per channel has no variance, and no value has no mean: training on such a batch throws. With running statistics an empty
/// batch is normalized to an empty output, and its gradients are zero.</para>
/// <para>A lazy layer learns its channels from the first input, in whatever mode; until then it has no parameters and no statistics, and an
/// optimizer refuses it. It is saved and loaded as it is, lazy or not.</para>
/// <para>Source: Ioffe and Szegedy 2015, algorithms 1 and 2; conventions of storage as in PyTorch.</para>
/// </remarks>
public partial class BatchNorm : Module, IActivationFusing, IRecalibratable, IChannelAffine, IChecked
{
    private Tensor? _mask;

    internal static LayerDefinition<BatchNorm> Definition { get; } = BatchNormSettings.Define(nameof(BatchNorm), settings =>
    {
        BatchNormOptions options = BatchNormSettings.Options(settings, new BatchNormOptions());
        return BatchNormSettings.Channels(settings) is { } channels ? new BatchNorm(channels, options) : new BatchNorm(options);
    });

    /// <summary>Makes the layer with γ = 1, β = 0, running mean 0 and running variance 1.</summary>
    /// <param name="channels">C: the extent of the channels' dimension.</param>
    /// <param name="options">ε, the weight of new statistics, affine, tracking, axis.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no channel, ε is negative, or the weight is not in [0, 1].</exception>
    public BatchNorm(int channels, BatchNormOptions? options = null)
        : this(options)
        => SetChannels(channels);

    /// <summary>Makes a lazy layer, which takes the number of channels from its first input.</summary>
    /// <param name="options">ε, the weight of new statistics, affine, tracking, axis.</param>
    /// <exception cref="ArgumentOutOfRangeException">ε is negative, or the weight is not in [0, 1].</exception>
    public BatchNorm(BatchNormOptions? options = null)
    {
        Options = options ?? new BatchNormOptions();
        if (!(Options.Epsilon >= 0) || Options.NewStatisticWeight is not (null or (>= 0 and <= 1)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options),
                $"{TypeName}: epsilon is {Options.Epsilon} and must be at least 0; the weight of new statistics is "
                    + $"{Options.NewStatisticWeight} and must be between 0 and 1");
        }
    }

    /// <summary>The extent of the channels' dimension; 0 as long as a lazy layer has seen no input.</summary>
    public int Channels { get; private set; }

    /// <summary>Whether the layer still waits for an input to learn its channels from.</summary>
    public bool IsLazy => Channels == 0;

    /// <summary>ε, the weight of new statistics, affine, tracking, axis.</summary>
    public BatchNormOptions Options { get; }

    /// <summary>γ [C], or null.</summary>
    public Parameter? Gamma => State.Gamma;

    /// <summary>β [C], or null.</summary>
    public Parameter? Beta => State.Beta;

    /// <summary>The running mean [C], or null.</summary>
    public Tensor? RunningMean => State.Running?.Mean;

    /// <summary>
    /// The running variance [C], an average of unbiased variances (of population variances where
    /// <see cref="BatchNormOptions.StoresPopulationVariance"/> says so), or null.
    /// </summary>
    public Tensor? RunningVariance => State.Running?.Variance;

    /// <summary>How many batches the running statistics have seen, or null.</summary>
    internal Counter? BatchesTracked => State.Running?.Batches;

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
            if (value && !Options.TrackRunningStatistics)
            {
                throw new InvalidOperationException(
                    $"layer {Path} ({TypeName}) keeps no running statistics, so there is nothing to freeze");
            }

            field = value;
        }
    }

    double IRecalibratable.Epsilon => Options.Epsilon;

    IForwardObserver? IActivationFusing.Observer => Observer;

    /// <summary>What the layer computes with now.</summary>
    private protected BatchNormState State { get; set; } = BatchNormState.Unknown;

    /// <summary>What joins the statistics of several ranks, or null.</summary>
    private protected virtual IReducer? StatisticsReducer => null;

    /// <summary>Normalizes the positions that a mask lets count; the others stay out of the statistics.</summary>
    /// <remarks>
    /// The output is 0 at positions of weight 0, whatever stands there, NaN included, and neither gradient nor upstream gradient passes
    /// them. A weight other than 0 and 1 counts the position so many times in the statistics; the count of a variance is the sum of the
    /// weights. In evaluation the mask zeroes positions and does nothing else.
    /// </remarks>
    /// <param name="x">The input.</param>
    /// <param name="mask">
    /// Weights of at least 0: the shape of <paramref name="x"/> with the channels left out or of extent 1, or [N], one for each sample;
    /// other extents may be 1.
    /// </param>
    /// <exception cref="LayerException">
    /// The input or the mask does not fit, or in training fewer than 2 values of a channel count.
    /// </exception>
    public Tensor Forward(Tensor x, Tensor mask)
    {
        _mask = mask;
        try
        {
            return Forward(x);
        }
        finally
        {
            _mask = null;
        }
    }

    /// <inheritdoc/>
    public bool TryGetAffine([NotNullWhen(true)] out ChannelAffine? affine, [NotNullWhen(false)] out string? obstacle)
        => Options.Axis == 1
            ? ChannelAffine.TryGetRunning(this, out affine, out obstacle)
            : ChannelAffine.Refuse(
                $"has its channels in dimension {Options.Axis}; folding takes them in dimension 1", out affine, out obstacle);

    /// <inheritdoc/>
    public override string ToString() => IsLazy ? $"{TypeName}(channels of its input)" : $"{TypeName}({Channels})";

    /// <summary>Sets the running statistics to those of a layer that has seen nothing: mean 0, variance 1.</summary>
    public void ResetRunningStatistics() => State.Running?.Reset();

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

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => Normalized(x, Activation.Identity);

    /// <summary>A lazy layer learns its channels.</summary>
    internal override void Prepare(Shape input)
    {
        if (IsLazy)
        {
            SetChannels(input[ChannelPlanes.Axis(input, Options.Axis, channels: 0)]);
        }
    }

    /// <summary>Makes parameters and statistics for so many channels.</summary>
    private protected void SetChannels(int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        Channels = channels;
        State = CreateState();
    }

    /// <summary>The state of a layer whose channels have become known.</summary>
    private protected virtual BatchNormState CreateState()
        => NewAffine(string.Empty) with { Running = Options.TrackRunningStatistics ? NewStatistics(string.Empty) : null };

    /// <summary>γ and β where there are any, under names that begin so.</summary>
    private protected BatchNormState NewAffine(string prefix) => !Options.Affine
        ? BatchNormState.Unknown
        : new BatchNormState(
            AddParameter($"{prefix}weight", [Channels], Initializer.Ones),
            AddParameter($"{prefix}bias", [Channels], Initializer.Zeros),
            null);

    /// <summary>Running statistics, under names that begin so.</summary>
    private protected RunningStatistics NewStatistics(string prefix) => new(
        AddBuffer($"{prefix}running_mean", Tensor.Zeros([Channels])),
        AddBuffer($"{prefix}running_var", Tensor.Ones([Channels])),
        AddCounter($"{prefix}num_batches_tracked"));

    /// <summary>Normalizes with the statistics of the batch, and keeps them.</summary>
    /// <param name="x">[N, C, …].</param>
    /// <param name="scope">Which values share the statistics.</param>
    /// <param name="rowsPerSample">Entries of dimension 0 for each sample of the input; 0 where a mask has left some out.</param>
    /// <param name="activation">What follows.</param>
    private protected virtual Tensor WithBatchStatistics(Tensor x, in StatisticsScope scope, int rowsPerSample, Activation activation)
    {
        if (scope.IsPlain)
        {
            return ByBatch(x, activation, shortcut: null);
        }

        BatchStatistics statistics = x.BatchStatistics(scope);
        Keep(Tape.Of(x, Gamma, Beta), statistics);
        return x.Normalize(statistics, Options.Epsilon, Gamma, Beta, activation, scope);
    }

    /// <summary>Takes a batch's statistics into the running ones, on their backend, or into the pool of a recalibration.</summary>
    /// <exception cref="ArgumentException">There are too few values for a variance.</exception>
    /// <exception cref="NonFiniteStatisticsException">They are NaN or infinite; nothing was changed.</exception>
    private protected void Keep(Tape tape, in BatchStatistics statistics)
    {
        ThrowIfTooFew(statistics.Count);
        if (_recalibrating is not null)
        {
            _recalibrating.Add(Path, ChannelMoments.Read(tape.Backend, statistics));
        }
        else if (IsTraining)
        {
            RunningStatistics.Take(
                tape, State.Running, statistics, new RunningWeight(Options.NewStatisticWeight, Options.StoresPopulationVariance), this);
        }
    }

    Exception IChecked.Failure(int channel) => new NonFiniteStatisticsException(Path, channel);

    private void ThrowIfTooFew(double count)
    {
        if (count == 0 || ((IsTraining || IsRecalibrating) && count <= 1))
        {
            throw new ArgumentException(
                $"{(count == 0 ? "no value" : "one value")} per channel has no variance to normalise with; " +
                "use a batch of at least 2, drop the last incomplete batch, or set FreezesStatistics");
        }
    }

    private Tensor Normalized(Tensor x, Activation activation)
    {
        int axis = ChannelPlanes.Axis(x.Shape, Options.Axis, Channels);
        if (IsLazy)
        {
            SetChannels(x.Shape[axis]);
        }

        if (_mask is not null)
        {
            PositionMask mask = PositionMask.Of(_mask, x, axis);
            Tensor rows = mask.Gather(x.AsChannelPlanes(axis));
            return mask.Scatter(Normalized(rows, mask.RowWeights, rowsPerSample: 0, activation)).Reshape(x.Shape.AsSpan());
        }

        return axis == 1
            ? Normalized(x, null, rowsPerSample: 1, activation)
            : Normalized(x.AsChannelPlanes(axis), null, RowsPerSample(x.Shape, axis), activation).Reshape(x.Shape.AsSpan());
    }

    private Tensor Normalized(Tensor x, double[]? rowWeights, int rowsPerSample, Activation activation)
    {
        return UsesBatchStatistics
            ? WithBatchStatistics(x, new StatisticsScope(rowWeights, StatisticsReducer), rowsPerSample, activation)
            : ByRunning(x, activation, shortcut: null);
    }

    /// <summary>The positions before the channels that belong to one entry of dimension 0.</summary>
    private static int RowsPerSample(Shape shape, int axis)
    {
        int rows = 1;
        for (int d = 1; d < axis; d++)
        {
            rows *= shape[d];
        }

        return rows;
    }
}
