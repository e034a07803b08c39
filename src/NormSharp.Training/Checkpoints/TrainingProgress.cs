using NormSharp.Serialization;

namespace NormSharp.Training;

/// <summary>
/// How far a training is: all that it needs beside the weights and the optimizer's state, since every random choice is a
/// function of seed, epoch and step.
/// </summary>
internal readonly record struct TrainingProgress
{
    private const string CountersName = "training.counters";
    private const string SeedName = "training.seed";
    private const string SumsName = "training.sums";
    private const string BestName = "training.best";

    /// <summary>The seed that all randomness is drawn from.</summary>
    public ulong Seed { get; init; }

    /// <summary>Training steps made.</summary>
    public long Step { get; init; }

    /// <summary>Epochs that are finished and evaluated; also the number, from 0, of the one that goes on.</summary>
    public int Epoch { get; init; }

    /// <summary>Batches of the present epoch that were trained.</summary>
    public int Batch { get; init; }

    /// <summary>Loss and hits of the present epoch so far.</summary>
    public RunningAverage Train { get; init; }

    /// <summary>Loss and hits of the last whole epoch in training.</summary>
    public RunningAverage LastTrain { get; init; }

    /// <summary>Loss and hits of the last evaluation.</summary>
    public RunningAverage LastTest { get; init; }

    /// <summary>Validation images that the best epoch had right.</summary>
    public long BestCorrect { get; init; }

    /// <summary>That epoch, from 1; 0 before there is one.</summary>
    public int BestEpoch { get; init; }

    /// <summary>Whole lines of <c>metrics.jsonl</c> when the checkpoint was made.</summary>
    public long MetricsLines { get; init; }

    /// <summary>Images trained in all.</summary>
    public long Images { get; init; }

    /// <summary>Seconds that the training steps took.</summary>
    public double TrainSeconds { get; init; }

    /// <summary>Seconds in all.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds of the present epoch so far.</summary>
    public double EpochSeconds { get; init; }

    /// <summary>Seconds that the training steps of the present epoch took.</summary>
    public double EpochTrainSeconds { get; init; }

    /// <summary>Adds the progress to a checkpoint's state file.</summary>
    public void Save(SafetensorsWriter writer)
    {
        long[] counters =
        [
            Step, Epoch, Batch, MetricsLines, Images,
            Train.Correct, Train.Images, LastTrain.Correct, LastTrain.Images, LastTest.Correct, LastTest.Images,
        ];
        double[] sums =
            [Train.LossSum, LastTrain.LossSum, LastTest.LossSum, TrainSeconds, Seconds, EpochSeconds, EpochTrainSeconds];
        writer.Add(SeedName, [], [Seed]);
        writer.Add(CountersName, [counters.Length], counters);
        writer.Add(SumsName, [sums.Length], sums);
        writer.Add(BestName, [2], [BestCorrect, BestEpoch]);
    }

    /// <summary>Reads the progress from a checkpoint's state file.</summary>
    /// <exception cref="ModelFormatException">The file holds no progress, or one of another layout.</exception>
    public static TrainingProgress Load(SafetensorsFile file)
    {
        if (file.ReadUInt64(SeedName) is not [ulong seed]
            || file.ReadInt64(CountersName) is not [
                long step, long epoch, long batch, long lines, long images,
                long correct, long seen, long lastCorrect, long lastSeen, long testCorrect, long testSeen]
            || file.ReadDouble(SumsName) is not [
                double loss, double lastLoss, double testLoss,
                double trainSeconds, double seconds, double epochSeconds, double epochTrainSeconds])
        {
            throw new ModelFormatException(file.Path, "holds the progress of a training in another layout than this version's");
        }

        if (new[] { step, epoch, batch, lines, images, correct, seen, lastCorrect, lastSeen, testCorrect, testSeen }.Any(count => count < 0)
            || epoch > int.MaxValue || batch > int.MaxValue
            || !new[] { loss, lastLoss, testLoss, trainSeconds, seconds, epochSeconds, epochTrainSeconds }.All(double.IsFinite))
        {
            throw new ModelFormatException(file.Path, "holds counts below zero or sums that are no finite numbers");
        }

        // Earlier versions knew no best epoch.
        long[] best = file.Tensors.ContainsKey(BestName) ? file.ReadInt64(BestName) : [0, 0];
        if (best is not [>= 0, >= 0 and <= int.MaxValue])
        {
            throw new ModelFormatException(file.Path, "holds a best epoch that cannot be");
        }

        return new TrainingProgress
        {
            Seed = seed,
            Step = step,
            Epoch = (int)epoch,
            Batch = (int)batch,
            Train = new RunningAverage(loss, correct, seen),
            LastTrain = new RunningAverage(lastLoss, lastCorrect, lastSeen),
            LastTest = new RunningAverage(testLoss, testCorrect, testSeen),
            MetricsLines = lines,
            Images = images,
            TrainSeconds = trainSeconds,
            Seconds = seconds,
            EpochSeconds = epochSeconds,
            EpochTrainSeconds = epochTrainSeconds,
            BestCorrect = best[0],
            BestEpoch = (int)best[1],
        };
    }
}
