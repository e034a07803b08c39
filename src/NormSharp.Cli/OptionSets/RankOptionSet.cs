using System.CommandLine;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Ranks;
using NormSharp.Training;

namespace NormSharp.Cli.OptionSets;

/// <summary>The options of trainings that several processes share.</summary>
internal sealed class RankOptionSet
{
    private readonly Option<int?> _shards = NumberOption.AtLeast(
        "--shards", 1, "Cut every batch into N shards: the same bits on 1 to N ranks. Default: one a rank.");

    private readonly Option<bool> _sync = new("--sync-bn")
    {
        Description = "Batch normalization over the whole batch, all shards together.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<RankScaling?> _scale = Choices.RankScaling.Option(
        "--scale-lr", "Take --batch-size for each shard, and raise --lr with the number of shards: linear, or by its root (sqrt).");

    private readonly Option<double?> _timeout = NumberOption.Positive(
        "--rank-timeout", "Seconds without a sign of life after which a rank is lost. Default: 7.", "SECONDS");

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_shards, _sync, _scale, _timeout];

    /// <summary>How long a rank may be silent.</summary>
    public TimeSpan? Timeout(ParseResult parsed) => parsed.GetValue(_timeout) is double seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Whether batch normalization is to be synchronized.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="training">How the model is trained.</param>
    /// <param name="session">The ranks.</param>
    public bool IsSynchronized(ParseResult parsed, TrainerOptions training, RankSession session)
    {
        bool isAsked = parsed.GetValue(_sync);
        return !isAsked || ShardsOf(training, session) > 1
            ? isAsked
            : throw new UsageException("--sync-bn was given, but it has an effect only with several ranks (mpirun, launch) or --shards");
    }

    /// <summary>The options with what was given of shards and scaling, and in words how they were scaled; null where not.</summary>
    public (TrainerOptions Training, string? Scaling) Read(
        ParseResult parsed, TrainerOptions training, RankSession session, bool warmUpGiven)
    {
        training = training with { Shards = parsed.GetValue(_shards) ?? training.Shards };
        if (parsed.GetValue(_scale) is not RankScaling scaling)
        {
            return (training, null);
        }

        int shards = ShardsOf(training, session);
        if (training.Resume || shards == 1)
        {
            throw new UsageException(training.Resume
                ? "--scale-lr was given, but --resume continues with what the run was started with; leave it away"
                : "--scale-lr was given, but it has an effect only with several ranks (mpirun, launch) or --shards");
        }

        if ((long)training.BatchSize * shards > int.MaxValue)
        {
            throw new UsageException($"--batch-size {training.BatchSize} times {shards} shards is more than a batch can have");
        }

        double factor = scaling == RankScaling.Linear ? shards : Math.Sqrt(shards);
        double warmUp = warmUpGiven ? training.Schedule.WarmupEpochs : Math.Min(5, training.Epochs / 4.0);
        TrainerOptions scaled = training with
        {
            BatchSize = training.BatchSize * shards,
            LearningRate = training.LearningRate * factor,
            Schedule = training.Schedule with { WarmupEpochs = warmUp },
        };
        return (scaled, Messages.Of(
            $"batch {training.BatchSize} × {shards} shards = {scaled.BatchSize}, learning rate {training.LearningRate} × {factor:0.###} = "
                + $"{scaled.LearningRate:0.#####}, warm-up {warmUp:0.##} epochs"));
    }

    private static int ShardsOf(TrainerOptions training, RankSession session) => training.Shards ?? session.Count;
}
