using System.Diagnostics;

namespace NormSharp.Inference;

/// <summary>
/// Measures the ways of a plan's steps in their places: the whole plan is run again and again, each time with another way for each problem,
/// so that caches and threads are as they are in use, and what disturbs the machine disturbs all ways alike.
/// </summary>
/// <param name="clock">Takes the times.</param>
/// <param name="effort">How long.</param>
internal sealed class PlanTuner(ITuningClock clock, TuningEffort effort)
{
    /// <summary>What plans are tuned by.</summary>
    public static PlanTuner Usual { get; } = new(new TuningClock(), TuningEffort.Usual);

    /// <summary>What was measured of the problems that are not known; nothing where all are.</summary>
    /// <param name="steps">The plan's steps.</param>
    /// <param name="known">The way that is known for a problem, or null.</param>
    public IReadOnlyDictionary<string, TuningEntry> Measure(IReadOnlyList<TunableStep> steps, Func<StepChoice, StepSetting?> known)
    {
        TunedProblem[] problems = ProblemsOf(steps, known, out TunedProblem[] ofStep);
        TunedProblem[] open = [.. problems.Where(problem => !problem.IsKnown)];
        if (open.Length == 0)
        {
            return new Dictionary<string, TuningEntry>();
        }

        long start = Stopwatch.GetTimestamp();
        for (int round = 0;
            round < effort.WarmRounds * MostWays(open) || Stopwatch.GetElapsedTime(start) < effort.WarmTime;
            round++)
        {
            Run(ofStep, problem => problem.At(round));
        }

        Array.ForEach(problems, problem => problem.EndWarmUp());
        int rounds = effort.Rounds * MostWays(open);
        for (int round = 0; round < rounds; round++)
        {
            Run(ofStep, problem => problem.At(round));
        }

        Dictionary<TunedProblem, TunedWay> chosen = Whole(problems, ofStep);
        return open.ToDictionary(problem => problem.Choice.Problem, problem => new TuningEntry(
            chosen[problem].Setting,
            problem.Choice.Algorithms,
            chosen[problem].Median / problem.Steps.Count,
            problem.Usual.Median / problem.Steps.Count));
    }

    private static int MostWays(TunedProblem[] problems) => problems.Max(problem => problem.Ways.Count);

    private static TunedProblem[] ProblemsOf(
        IReadOnlyList<TunableStep> steps, Func<StepChoice, StepSetting?> known, out TunedProblem[] ofStep)
    {
        var problems = new Dictionary<string, TunedProblem>(StringComparer.Ordinal);
        ofStep = new TunedProblem[steps.Count];
        for (int i = 0; i < steps.Count; i++)
        {
            StepChoice choice = steps[i].Choice;
            if (!problems.TryGetValue(choice.Problem, out TunedProblem? problem))
            {
                problem = new TunedProblem(choice, known(choice));
                problems.Add(choice.Problem, problem);
            }

            problem.Add(i, steps[i]);
            ofStep[i] = problem;
        }

        return [.. problems.Values];
    }

    /// <summary>
    /// Steps that are the fastest one by one need not be so together: threads that one step leaves asleep the next must wake. So the whole
    /// plan is measured in three ways, and the usual one stays unless another is clearly faster.
    /// </summary>
    private Dictionary<TunedProblem, TunedWay> Whole(TunedProblem[] problems, TunedProblem[] ofStep)
    {
        Dictionary<TunedProblem, TunedWay>[] wholes =
        [
            problems.ToDictionary(problem => problem, problem => problem.Usual),
            problems.ToDictionary(problem => problem, problem => problem.Best()),
            problems.ToDictionary(problem => problem, problem => problem.BestAlone()),
        ];
        List<double>[] times = [.. wholes.Select(_ => new List<double>())];
        for (int round = 0; round < 2 * effort.Rounds; round++)
        {
            for (int i = 0; i < wholes.Length; i++)
            {
                // The first run of each round finds caches and threads as the way before left them.
                Dictionary<TunedProblem, TunedWay> whole = wholes[i];
                _ = Total(ofStep, whole);
                times[i].Add(Total(ofStep, whole));
            }
        }

        int best = 0;
        for (int i = 1; i < wholes.Length; i++)
        {
            bool faster = TimeComparison.IsClearlyFaster(times[i], times[0], TimeComparison.OfPlan);
            best = faster && TimeComparison.Median(times[i]) < TimeComparison.Median(times[best]) ? i : best;
        }

        return wholes[best];
    }

    private double Total(TunedProblem[] ofStep, Dictionary<TunedProblem, TunedWay> whole)
    {
        double total = 0;
        for (int i = 0; i < ofStep.Length; i++)
        {
            TunedWay way = whole[ofStep[i]];
            total += clock.Time(ofStep[i].Choice.Problem, way.Setting, way.Of(i));
        }

        return total;
    }

    private void Run(TunedProblem[] ofStep, Func<TunedProblem, TunedWay> wayOf)
    {
        var sums = new Dictionary<TunedWay, double>();
        for (int i = 0; i < ofStep.Length; i++)
        {
            TunedWay way = wayOf(ofStep[i]);
            sums[way] = sums.GetValueOrDefault(way) + clock.Time(ofStep[i].Choice.Problem, way.Setting, way.Of(i));
        }

        foreach ((TunedWay way, double time) in sums)
        {
            way.Samples.Add(time);
        }
    }
}
