using System.Diagnostics;
using NormSharp.Backends;
using NormSharp.Synchronization;
using NormSharp.Training;

namespace NormSharp.Profiling;

/// <summary>Steps of a training that several ranks share, each with a batch of its own: what the exchange of gradients costs.</summary>
/// <param name="Training">The steps of one rank.</param>
/// <param name="Ranks">What joins the ranks.</param>
internal sealed record RankTrainingBenchmark(TrainingBenchmark Training, Communicator Ranks)
{
    private const int WarmUp = 40;

    /// <summary>
    /// Median milliseconds of a step, the slowest rank's: without any exchange, with it after the backward pass, and during it.
    /// </summary>
    public (double Alone, double After, double During) Run(Backend backend, int steps)
    {
        var source = new BatchSource(Training.Images, Training.Options.BatchSize, shuffle: true);
        source.Load();
        Training.Model.Train();
        using var step = new TrainingStep(
            Training.Model, backend, OptimizerFactory.Create(Training.Model, Training.Options, backend), Training.Options);
        using var buckets =
            new GradientBuckets(Training.Model.NamedParameters().Select(entry => entry.Parameter), Ranks, backend);
        long number = 0;

        // Until everything is compiled for speed.
        for (int i = 0; i < WarmUp; i++)
        {
            Learn(true, true);
        }

        double alone = Median(steps, () => Learn(false, false));
        double after = Median(steps, () => Learn(true, false));
        return (alone, after, Median(steps, () => Learn(true, true)));

        void Learn(bool exchanges, bool overlaps)
        {
            step.Begin(number++);
            if (overlaps)
            {
                buckets.BeginLastPass();
            }

            step.Learn(source.Batch, share: 1.0 / Ranks.RankCount);
            if (exchanges)
            {
                buckets.Finish();
            }

            step.Update(Training.Options.LearningRate);
        }
    }

    private double Median(int steps, Action step)
    {
        step();
        step();
        var times = new double[steps];
        Span<double> wish = [0];
        Ranks.AllReduce(wish, MessageMerges.Sum);
        for (int i = 0; i < steps; i++)
        {
            long start = Stopwatch.GetTimestamp();
            step();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        Span<double> slowest = [times[steps / 2]];
        Ranks.AllReduce(slowest, static (folded, next) => folded[0] = Math.Max(folded[0], next[0]));
        return slowest[0];
    }
}
