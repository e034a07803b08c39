using NormSharp.Data;
using NormSharp.Layers;

namespace NormSharp.Training;

/// <summary>Says where a training went wrong, and what may help.</summary>
internal sealed class DivergenceReport(TrainingContext context, RankShare ranks)
{
    /// <summary>Looks through the model's state after a step.</summary>
    /// <exception cref="TrainingDivergedException">A parameter or a statistic is NaN or infinite.</exception>
    public void ThrowIfNotFinite(long step)
    {
        if (DivergenceFinder.FirstState(context.Model, context.Backend) is string name)
        {
            throw new TrainingDivergedException($"step {step}: {name} holds NaN or infinity; {Advice()}", step, name);
        }
    }

    /// <summary>What to throw where a step failed: the first layer that saw NaN or infinity is looked for.</summary>
    public TrainingDivergedException Of(Exception cause, long step, ImageBatch batch)
    {
        // Of several ranks none looks: synchronized layers would wait for the others.
        string? found = ranks.IsAlone ? DivergenceFinder.FirstLayer(context.Model, batch, context.Backend) : null;
        string? layer = found ?? (cause as NonFiniteStatisticsException)?.Layer;
        string where = layer is not null ? $"layer {layer} was the first to give NaN or infinity"
            : ranks.IsAlone ? "the loss is NaN or infinite, though no layer's output is"
            : $"the loss of rank {ranks.Rank} is NaN or infinite";
        return new TrainingDivergedException($"step {step}: {where}; {Advice()}", step, layer, cause);
    }

    /// <summary>Looks at a loss of test images: infinite logits of finite weights are no good model either.</summary>
    /// <exception cref="TrainingDivergedException">It is NaN or infinite.</exception>
    public void ThrowIfNotFinite(long step, double loss, string what)
    {
        if (!double.IsFinite(loss))
        {
            throw new TrainingDivergedException($"step {step}: {what} is NaN or infinite; {Advice()}", step, null);
        }
    }

    /// <summary>What to throw where statistics of trained weights are not finite.</summary>
    public TrainingDivergedException InMeasurement(long step, string what, NonFiniteStatisticsException cause)
        => new($"step {step}: layer {cause.Layer} gave NaN or infinity in {what}; {Advice()}", step, cause.Layer, cause);

    private string Advice() => context.Recorder.LastCheckpoint is { } last
        ? $"a lower learning rate may help; the last good checkpoint is {last.Path}"
        : "a lower learning rate may help";
}
