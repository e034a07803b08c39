using NormSharp.Layers;
using NormSharp.Synchronization;

namespace NormSharp.Training;

/// <summary>A training on the shards that this rank has: one for most, or several, each with a copy of the model.</summary>
internal static class ShardedTraining
{
    /// <summary>Trains to the end.</summary>
    /// <param name="context">What the rank works with.</param>
    /// <param name="shards">Shards of all ranks together.</param>
    public static (TrainingSummary Summary, ModelSnapshot? Averaged) Run(TrainingContext context, int shards)
    {
        if (shards == context.Ranks.RankCount)
        {
            return RunOne(context);
        }

        (TrainingSummary, ModelSnapshot?)? result = null;
        var group = new ShardGroup(context.Ranks, shards);
        Module[] models = [context.Model, .. Enumerable.Range(1, group.Count - 1).Select(_ => Copy(context.Model))];
        using var silent = RunRecorder.Open(new TrainerOptions(), null);
        group.Run(ranks =>
        {
            bool isFirst = ranks.Rank == group.First;
            (TrainingSummary, ModelSnapshot?) own = RunOne(context with
            {
                Model = models[ranks.Rank - group.First],
                Ranks = ranks,
                Recorder = isFirst ? context.Recorder : silent,
                Observer = isFirst ? context.Observer : null,
                Norms = isFirst ? context.Norms : NormsOf(models[ranks.Rank - group.First], context),
            });
            result = isFirst ? own : result;
        });
        return result!.Value;
    }

    private static (TrainingSummary Summary, ModelSnapshot? Averaged) RunOne(TrainingContext context)
    {
        if (context.Ranks.RankCount > 1)
        {
            foreach (SyncBatchNorm layer in context.Model.NamedModules().Select(entry => entry.Module).OfType<SyncBatchNorm>())
            {
                layer.Reducer = context.Ranks;
            }
        }

        context.Model.To(context.Backend);
        try
        {
            var loop = new TrainingLoop(context);
            TrainingSummary summary = loop.Run();
            return (summary, loop.Averaged);
        }
        finally
        {
            context.Model.ToHost();
        }
    }

    /// <summary>What is watched, in a copy of the model.</summary>
    private static NormUse[] NormsOf(Module copy, TrainingContext context)
    {
        Dictionary<Module, Module> copies = context.Model.NamedModules().Zip(copy.NamedModules())
            .DistinctBy(pair => pair.First.Module)
            .ToDictionary(pair => pair.First.Module, pair => pair.Second.Module);
        return [.. context.Norms.Select(norm => norm with { Layer = (BatchNorm)copies[norm.Layer] })];
    }

    private static Module Copy(Module model)
    {
        Module copy = ModelRewriting.Rewrite(model, _ => { });
        foreach (((_, Module from), (_, Module to)) in model.NamedModules().Zip(copy.NamedModules()))
        {
            if (from is IRecalibratable { FreezesStatistics: true })
            {
                ((IRecalibratable)to).FreezesStatistics = true;
            }
        }

        return copy;
    }
}
