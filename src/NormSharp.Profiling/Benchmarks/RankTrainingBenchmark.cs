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
    // Until everything is compiled for speed: long steps call every kernel many times each.
    private const int MostWarmUps = 40;
    private const int LeastWarmUps = 5;
    private const double WarmUpSeconds = 5;
    private const int LeastSteps = 5;
    private const int MostSteps = 10_000;

    /// <summary>
    /// Median milliseconds of a step, the slowest rank's: without any exchange, with it after the backward pass, and during it; and the
    /// bytes that the last of these allocates. One rank has nothing to exchange: its three times are one.
    /// </summary>
    public RankTrainingTimes Run(Backend backend, MeasurementOptions options)
    {
        var source = new BatchSource(Training.Images, Training.Options.BatchSize, shuffle: true);
        source.Load();
        Training.Model.Train();
        using var step = new TrainingStep(
            Training.Model, backend, OptimizerFactory.Create(Training.Model, Training.Options, backend), Training.Options);
        using var buckets =
            new GradientBuckets(Training.Model.NamedParameters().Select(entry => entry.Parameter), Ranks, backend);
        long number = 0;
        bool several = Ranks.RankCount > 1;
        var memory = new FewestBytes();

        double warm = WarmUp(() => Learn(several, several));
        int steps = options.Repetitions ?? (int)Math.Clamp(options.Seconds / warm, LeastSteps, MostSteps);
        double alone = Median(steps, () => Learn(false, false));
        double after = several ? Median(steps, () => Learn(true, false)) : alone;
        double during = several ? Median(steps, () => Learn(true, true)) : alone;
        return new RankTrainingTimes(alone, after, during, memory.Most(Ranks));

        void Learn(bool exchanges, bool overlaps)
        {
            memory.Begin();
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
            memory.End(overlaps == several);
        }
    }

    /// <summary>Repeats steps until they are warm; gives the seconds of the last, the slowest rank's.</summary>
    private double WarmUp(Action step)
    {
        double sum = 0;
        for (int i = 1; ; i++)
        {
            double last = Slowest(Time(step)) / 1000;
            sum += last;
            if (i == MostWarmUps || (i >= LeastWarmUps && sum > WarmUpSeconds))
            {
                return last;
            }
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
            times[i] = Time(step);
        }

        Array.Sort(times);
        return Slowest(times[steps / 2]);
    }

    private double Slowest(double own)
    {
        Span<double> slowest = [own];
        Ranks.AllReduce(slowest, static (folded, next) => folded[0] = Math.Max(folded[0], next[0]));
        return slowest[0];
    }

    private static double Time(Action step)
    {
        long start = Stopwatch.GetTimestamp();
        step();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
