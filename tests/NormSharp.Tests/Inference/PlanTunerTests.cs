using NormSharp.Inference;

namespace NormSharp.Tests.Inference;

/// <summary>What a tuner makes of times: steps that do nothing, and a clock that is made up.</summary>
public class PlanTunerTests
{
    private const int Rounds = 4;

    private static readonly StepChoice First = StepChoice.Of("first", ["usual", "fast"], triesAlone: false);
    private static readonly StepChoice Second = StepChoice.Of("second", ["usual", "fast"], triesAlone: false);

    /// <summary>Each step may be the fastest by itself and the plan slower: one leaves threads asleep that the next must wake.</summary>
    [Theory]
    [InlineData(50, "fast")]
    [InlineData(98, "fast")]
    [InlineData(100, "usual")]
    [InlineData(150, "usual")]
    public void A_plan_that_is_not_faster_as_a_whole_stays_as_it_is(double inAll, string expected)
    {
        // First each way of the two steps in turn, then the plan as a whole.
        const int Calls = 2 * 2 * Rounds;
        int calls = 0;
        var clock = new Clock((_, setting) => setting.Algorithm == "usual" ? 100 : calls++ < Calls / 2 ? 50 : inAll);
        IReadOnlyDictionary<string, TuningEntry> entries = Measure(clock, First, Second);
        Assert.Equal([expected, expected], entries.Values.Select(entry => entry.Setting.Algorithm));
        Assert.All(entries.Values, entry => Assert.Equal(100, entry.UsualMicroseconds));
        Assert.All(entries.Values, entry => Assert.Equal(expected == "fast" ? 50 : 100, entry.Microseconds));
    }

    [Fact]
    public void Steps_of_one_problem_are_tuned_as_one()
    {
        var clock = new Clock((_, setting) => setting.Algorithm == "fast" ? 40 : 100);
        IReadOnlyDictionary<string, TuningEntry> entries = Measure(clock, First, First, Second, First);
        Assert.Equal(["first", "second"], entries.Keys);
        Assert.All(entries.Values, entry => Assert.Equal(40, entry.Microseconds));
    }

    [Fact]
    public void What_is_known_is_run_as_it_is_and_not_measured()
    {
        var ways = new HashSet<(string, StepSetting)>();
        var clock = new Clock((problem, setting) =>
        {
            ways.Add((problem, setting));
            return 100;
        });
        var known = new StepSetting("fast", IsAlone: true);
        IReadOnlyDictionary<string, TuningEntry> entries = new PlanTuner(clock, new TuningEffort(TimeSpan.Zero, 1, Rounds)).Measure(
            Steps(First, Second), choice => choice == First ? known : null);
        Assert.Equal(["second"], entries.Keys);
        Assert.Equal(known, Assert.Single(ways, way => way.Item1 == "first").Item2);
    }

    [Fact]
    public void What_takes_twice_as_long_is_left_out_after_the_warm_up()
    {
        int slow = 0;
        var clock = new Clock((_, setting) =>
        {
            bool isSlow = setting.Algorithm == "fast";
            slow += isSlow ? 1 : 0;
            return isSlow ? 201 : 100;
        });
        _ = new PlanTuner(clock, new TuningEffort(TimeSpan.Zero, WarmRounds: 2, Rounds)).Measure(Steps(First), _ => null);
        Assert.Equal(2, slow);
    }

    [Theory]
    [InlineData(new double[] { 94, 94, 94, 94 }, true)]
    [InlineData(new double[] { 96, 96, 96, 96 }, false)]
    [InlineData(new double[] { 50, 94, 94, 200 }, true)]
    [InlineData(new double[] { 50, 50, 200, 200 }, false)]
    [InlineData(new double[] { }, false)]
    public void Faster_is_what_saves_enough_in_most_rounds(double[] times, bool expected)
        => Assert.Equal(expected, TimeComparison.IsClearlyFaster(times, [100, 100, 100, 100], TimeComparison.OfStep));

    private static IReadOnlyDictionary<string, TuningEntry> Measure(Clock clock, params StepChoice[] choices)
        => new PlanTuner(clock, new TuningEffort(TimeSpan.Zero, WarmRounds: 0, Rounds)).Measure(Steps(choices), _ => null);

    private static TunableStep[] Steps(params StepChoice[] choices)
        => [.. choices.Select(choice => new TunableStep(choice, _ => () => { }))];

    private sealed class Clock(Func<string, StepSetting, double> time) : ITuningClock
    {
        public double Time(string problem, StepSetting setting, Action step)
        {
            step();
            return time(problem, setting);
        }
    }
}
