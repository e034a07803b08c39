using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>The running mean and variance of one normalization, and how many batches they have seen.</summary>
internal sealed class RunningStatistics(Tensor mean, Tensor variance, Counter batches)
{
    public Tensor Mean => mean;

    public Tensor Variance => variance;

    public Counter Batches => batches;

    /// <summary>To normalize with.</summary>
    public StoredStatistics Stored(double epsilon) => new(mean, variance, epsilon);

    /// <summary>
    /// Looks for statistics of a batch that are not finite, counts it and takes it in where there are none: running ← (1 − weight)·running
    /// + weight·new, on the backend where the batch's statistics are.
    /// </summary>
    /// <param name="tape">The tape of the batch.</param>
    /// <param name="running">What takes them in; null only to look.</param>
    /// <param name="statistics">The batch's statistics.</param>
    /// <param name="weight">How much they count.</param>
    /// <param name="layer">Whose they are, for the failure.</param>
    public static void Take(
        Tape tape, RunningStatistics? running, in BatchStatistics statistics, in RunningWeight weight, IChecked layer)
    {
        Tensor firstBad = tape.RentCheck();
        if (running is null)
        {
            tape.Backend.Statistics.Take(statistics, null, firstBad);
        }
        else
        {
            running.Take(tape, statistics, weight, firstBad);
        }

        tape.Check(firstBad, layer);
        running?.Count();
    }

    private void Take(Tape tape, in BatchStatistics statistics, in RunningWeight weight, Tensor firstBad)
    {
        double next = weight.NewStatistic ?? 1.0 / (batches.Value + 1);
        Backend backend = tape.Backend;
        if (backend.Takes(mean.Storage) && backend.Takes(variance.Storage))
        {
            backend.Statistics.Take(statistics, new RunningUpdate(mean, variance, next, weight.StoresPopulationVariance), firstBad);
            return;
        }

        // The layer was never moved to this backend: its numbers travel there and back.
        (Tensor means, Tensor variances) = (tape.Mirror(mean), tape.Mirror(variance));
        backend.Statistics.Take(statistics, new RunningUpdate(means, variances, next, weight.StoresPopulationVariance), firstBad);
        Bring(backend, means, mean);
        Bring(backend, variances, variance);
    }

    /// <summary>As of a layer that has seen nothing: mean 0, variance 1.</summary>
    public void Reset()
    {
        mean.CopyFrom(new float[mean.Length]);
        variance.CopyFrom([.. Enumerable.Repeat(1f, variance.Length)]);
        batches.Value = 0;
    }

    private void Count() => batches.Value++;

    private static void Bring(Backend backend, Tensor from, Tensor to)
    {
        var values = new float[from.Length];
        backend.Read<float>(from, values);
        to.CopyFrom(values);
    }
}
