using NormSharp.Studies.Statistics;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Tests.Statistics;

public class JudgeTests
{
    private static readonly Judge Judge = new(Language.English);

    [Theory]
    [InlineData(new[] { 0.90, 0.91, 0.92 }, new[] { 0.50, 0.51, 0.52 }, Verdict.Confirmed)]
    [InlineData(new[] { 0.50, 0.51, 0.52 }, new[] { 0.90, 0.91, 0.92 }, Verdict.Refuted)]
    [InlineData(new[] { 0.50, 0.90, 0.60 }, new[] { 0.60, 0.50, 0.55 }, Verdict.NotDecided)]
    [InlineData(new[] { 0.90 }, new[] { 0.10 }, Verdict.NotDecided)]
    internal void A_difference_is_judged_by_its_interval(double[] first, double[] second, Verdict expected)
    {
        Judgement judgement = Judge.Exceeds("claim", new Sample(first), new Sample(second), 0.05, Unit.Percent);
        Assert.Equal(expected, judgement.Verdict);
        Assert.Contains("+5.00 pp", judgement.Rule);
    }

    [Fact]
    public void A_quick_run_confirms_nothing_beside_chance()
    {
        (Sample first, Sample second) = (new Sample([0.80, 0.81, 0.82]), new Sample([0.12, 0.11, 0.12]));
        Judgement quick = new Judge(Language.English, StudyScale.Quick).Exceeds("claim", first, second, 0, Unit.Accuracy);
        Assert.Equal(Verdict.NotDecided, quick.Verdict);
        Assert.EndsWith(
            "one side is right 11.67 % of the time, hardly more than by chance (below 20.00 %), so that this small run shows only that it "
                + "has not learnt yet",
            quick.Evidence,
            StringComparison.Ordinal);
        Assert.Equal(Verdict.Confirmed, Judge.Exceeds("claim", first, second, 0, Unit.Accuracy).Verdict);

        // Where both have learnt, and where the numbers are no accuracies, a difference is one.
        var judge = new Judge(Language.English, StudyScale.Quick);
        Assert.Equal(Verdict.Confirmed, judge.Exceeds("claim", first, second.Map(x => x + 0.2), 0, Unit.Accuracy).Verdict);
        Assert.Equal(Verdict.Confirmed, judge.Exceeds("claim", first, second, 0, Unit.Number).Verdict);
        Assert.Equal(Verdict.Confirmed, judge.Exceeds("claim", first, second, 0, Unit.Percent).Verdict);
    }

    [Theory]
    [InlineData(new[] { 0.50, 0.56, 0.52 }, "about 7 seeds decide")]
    [InlineData(new[] { 0.50, 0.56, 0.44 }, "not even 30 seeds decide")]
    [InlineData(new[] { 0.52 }, "two seeds are the fewest that have an interval")]
    public void A_quick_run_that_decides_nothing_says_what_more_seeds_would(double[] first, string expected)
    {
        var judge = new Judge(Language.English, StudyScale.Quick);
        Judgement judgement = judge.Exceeds("claim", new Sample(first), new Sample([.. first.Select(_ => 0.495)]), 0, Unit.Accuracy);
        Assert.Equal(Verdict.NotDecided, judgement.Verdict);
        Assert.EndsWith(expected, judgement.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Seeds_are_paired()
    {
        // The seeds differ more than the variants, but each seed agrees: only a paired rule sees it.
        Judgement judgement = Judge.Exceeds("claim", new Sample([0.50, 0.70, 0.90]), new Sample([0.48, 0.68, 0.8799]), 0, Unit.Percent);
        Assert.Equal(Verdict.Confirmed, judgement.Verdict);
    }

    [Theory]
    [InlineData(new[] { 0.500, 0.501, 0.502 }, Verdict.Confirmed)]
    [InlineData(new[] { 0.600, 0.601, 0.602 }, Verdict.Refuted)]
    [InlineData(new[] { 0.500, 0.530, 0.480 }, Verdict.NotDecided)]
    internal void Equality_means_an_interval_within_the_margin(double[] first, Verdict expected)
        => Assert.Equal(expected, Judge.Equals("claim", new Sample(first), new Sample([0.500, 0.501, 0.5025]), 0.01, Unit.Percent).Verdict);

    [Fact]
    public void A_bound_holds_for_every_seed()
    {
        Assert.Equal(Verdict.Confirmed, Judge.AtMost("claim", new Sample([1, 2]), 2, Unit.Number).Verdict);
        Assert.Equal(Verdict.Refuted, Judge.AtMost("claim", new Sample([1, 2.1]), 2, Unit.Number).Verdict);
        Assert.Equal(Verdict.Refuted, Judge.AtMost("claim", new Sample([double.NaN]), 2, Unit.Number).Verdict);
    }

    [Theory]
    [InlineData(1.222e-5, "1.222·10⁻⁵")]
    [InlineData(-0.25, "−0.25")]
    [InlineData(3.5e12, "3.5·10¹²")]
    [InlineData(0, "0")]
    public void Numbers_are_written_for_people(double value, string expected) => Assert.Equal(expected, Unit.Number.Value(value));

    [Fact]
    public void Evidence_is_in_the_language_of_the_report()
        => Assert.Contains(
            "个种子", new Judge(Language.Chinese).Exceeds("c", new Sample([1, 2]), new Sample([0, 1]), 0, Unit.Number).Evidence);

    [Fact]
    public void Percentage_points_are_written_in_the_language_of_the_report()
    {
        Judgement judgement = new Judge(Language.Chinese)
            .Exceeds("c", new Sample([0.9, 0.91]), new Sample([0.5, 0.51]), 0.02, Unit.Percent);
        Assert.Contains("+2.00 个百分点", judgement.Rule);
        Assert.StartsWith("90.50 % 对 50.50 %：差 +40.00 个百分点", judgement.Evidence);
        Assert.DoesNotContain("pp", judgement.Evidence);
        Assert.Equal("5.00 pp", Unit.Points.In(Language.English).Value(0.05));
    }

    [Fact]
    public void An_interval_has_its_unit_once_in_Chinese()
    {
        Judgement judgement = new Judge(Language.Chinese).Exceeds(
            "c", new Sample([0.9, 0.91, 0.92]), new Sample([0.5, 0.52, 0.51]), 0.01, Unit.Accuracy);
        Assert.Matches(@"差 \+40\.00 个百分点 \[\+\d+\.\d\d, \+\d+\.\d\d\] 个百分点，3 个种子", judgement.Evidence);
        Assert.Contains("高于 +1.00 个百分点则证实", judgement.Rule, StringComparison.Ordinal);
    }
}
