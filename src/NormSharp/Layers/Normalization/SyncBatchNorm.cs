using NormSharp.Synchronization;

namespace NormSharp.Layers;

/// <summary>
/// Batch normalization over the shards of a batch that several ranks hold: y = γ·(x − μ)/√(σ² + ε) + β, where μ and σ² are those of all
/// shards together.
/// </summary>
/// <remarks>
/// <para>Training: one message of 2·C + 1 numbers in the forward pass carries count, mean and M2 of every channel, merged by Chan's
/// formula, so that shards may differ in size; one of 2·C numbers in the backward pass carries Σdz and Σdz·x̂. Outputs, running statistics,
/// which are the same on every rank, and gradients are those of one process that has the whole batch.</para>
/// <para>A rank without rows passes an empty input [0, C, …] forward, and an empty upstream gradient back: it takes part in both messages.
/// Only when all ranks together have fewer than two values per channel does training throw, on every rank.</para>
/// <para>The gradients of γ and β, like those of all parameters, are sums over the rank's own rows. What one process would compute is their
/// sum over the ranks, if each rank's loss is its share of the whole batch's loss (for a mean over N samples: the rank's sum divided by N
/// of all ranks). A trainer with a reducer adds them.</para>
/// <para>Evaluation and frozen statistics send no message. State and settings are those of <see cref="BatchNorm"/>; the reducer is not
/// saved.</para>
/// <para>All ranks must run the same layers in the same order, and differentiate by the layer's input on all ranks or on none. Where a rank
/// fails or leaves, the others throw
/// <see cref="RankFailedException"/>.</para>
/// <para>Source: Ioffe and Szegedy 2015, algorithm 1, over a batch that is spread as in Peng et al. 2018, "MegDet: A Large Mini-Batch
/// Object Detector"; the merging: Chan, Golub and LeVeque 1983.</para>
/// </remarks>
public sealed class SyncBatchNorm : BatchNorm
{
    /// <summary>Makes the layer with γ = 1, β = 0, running mean 0 and running variance 1.</summary>
    /// <param name="channels">C: the extent of the channels' dimension.</param>
    /// <param name="reducer">What joins the ranks; alone when null.</param>
    /// <param name="options">What <see cref="BatchNorm"/> takes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public SyncBatchNorm(int channels, IReducer? reducer = null, BatchNormOptions? options = null)
        : base(channels, options)
        => Reducer = reducer ?? SoloReducer.Instance;

    /// <summary>Makes a lazy layer, which takes the number of channels from its first input.</summary>
    /// <param name="reducer">What joins the ranks; alone when null.</param>
    /// <param name="options">What <see cref="BatchNorm"/> takes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public SyncBatchNorm(IReducer? reducer = null, BatchNormOptions? options = null)
        : base(options)
        => Reducer = reducer ?? SoloReducer.Instance;

    internal static new LayerDefinition<SyncBatchNorm> Definition { get; } = BatchNormSettings.Define(nameof(SyncBatchNorm), settings =>
    {
        BatchNormOptions options = BatchNormSettings.Options(settings, new BatchNormOptions());
        return BatchNormSettings.Channels(settings) is { } channels
            ? new SyncBatchNorm(channels, null, options)
            : new SyncBatchNorm(reducer: null, options);
    });

    /// <summary>What joins the ranks. A layer that was loaded is alone until it is given one.</summary>
    public IReducer Reducer { get; set; }

    private protected override IReducer? StatisticsReducer => Reducer;

    /// <summary>A copy of a model in which every <see cref="BatchNorm"/> is synchronized, with the same state.</summary>
    /// <param name="model">The model; it is left as it is.</param>
    /// <param name="reducer">What joins the ranks.</param>
    /// <exception cref="NotSupportedException">A layer does not describe itself.</exception>
    public static Module Convert(Module model, IReducer reducer)
    {
        Module converted = ModelRewriting.Rewrite(model, layer =>
        {
            if ((string?)layer["type"] == nameof(BatchNorm))
            {
                layer["type"] = nameof(SyncBatchNorm);
            }
        });
        foreach (SyncBatchNorm layer in converted.NamedModules().Select(entry => entry.Module).OfType<SyncBatchNorm>())
        {
            layer.Reducer = reducer;
        }

        return converted;
    }
}
