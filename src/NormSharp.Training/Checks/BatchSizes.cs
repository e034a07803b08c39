using NormSharp.Data;

namespace NormSharp.Training;

/// <summary>How many images of an epoch pass at once.</summary>
internal sealed class BatchSizes
{
    public BatchSizes(TrainerOptions options, int images)
    {
        int shards = options.Shards ?? 1;
        Nominal = Math.Min(Math.Min(options.BatchSize, images), DivideUp(options.BatchSize * options.AccumulationSteps, shards));
        int perStep = options.BatchSize * options.AccumulationSteps;
        int full = images / perStep;
        int rest = images % perStep;
        StepsPerEpoch = full + (rest > 0 && options.LastBatch != LastBatch.Drop ? 1 : 0);
        List<int> steps = options.LastBatch == LastBatch.Even && StepsPerEpoch > 0
            ? [images / StepsPerEpoch, (images + StepsPerEpoch - 1) / StepsPerEpoch]
            : [.. full > 0 ? [perStep] : Array.Empty<int>(),
                .. rest > 0 && options.LastBatch != LastBatch.Drop ? [rest] : Array.Empty<int>()];
        Step = DivideUp(steps.DefaultIfEmpty().Max(), shards);
        Largest = steps.Select(step => DivideUp(step, Parts(step))).DefaultIfEmpty().Max();
        Smallest = steps.Select(step => step / Parts(step)).DefaultIfEmpty().Min();

        int Parts(int step) => PartsOfRank(step, shards, options.BatchSize) * shards;
    }

    /// <summary>
    /// The batch size that was asked for, as far as there are images; batches that are made equally large may be a little smaller.
    /// </summary>
    public int Nominal { get; }

    /// <summary>Optimizer steps of an epoch.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>The most images of a step; of a shard's part of one, where steps are cut into shards.</summary>
    public int Step { get; }

    /// <summary>The most images that a batch normalization sees at once.</summary>
    public int Largest { get; }

    /// <summary>The fewest images that a batch normalization sees at once.</summary>
    public int Smallest { get; }

    /// <summary>Into how many batches a step is cut, so that none is larger than the batch size.</summary>
    public static int Parts(int images, int batchSize) => DivideUp(images, batchSize);

    /// <summary>Into how many batches each rank cuts its share of a step.</summary>
    public static int PartsOfRank(int images, int ranks, int batchSize) => Parts(DivideUp(images, ranks), batchSize);

    private static int DivideUp(int value, int divisor) => (int)(((long)value + divisor - 1) / divisor);
}
