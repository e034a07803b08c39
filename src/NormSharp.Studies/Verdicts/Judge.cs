using System.Globalization;
using NormSharp.Studies.Statistics;

namespace NormSharp.Studies.Verdicts;

/// <summary>Applies rules to numbers.</summary>
/// <param name="language">The language of rules and evidence.</param>
public sealed class Judge(Language language)
{
    /// <summary>Whether one quantity exceeds another by more than a margin: decided by the 95 % interval of the difference, seed by seed.</summary>
    /// <param name="claim">The claim that the first exceeds the second.</param>
    /// <param name="first">The quantity that should be larger.</param>
    /// <param name="second">The quantity that should be smaller.</param>
    /// <param name="margin">By how much at least, in the unit of the samples.</param>
    /// <param name="unit">How numbers are written.</param>
    public Judgement Exceeds(string claim, Sample first, Sample second, double margin, Unit unit)
    {
        unit = unit.In(language);
        (double low, double high) = (first - second).Interval95();
        Verdict verdict = low > margin ? Verdict.Confirmed : high < margin ? Verdict.Refuted : Verdict.NotDecided;
        return new Judgement(
            claim,
            verdict,
            language.Say(
                $"confirmed when the 95 % interval (Student's t, differences seed by seed) of the difference lies above {unit.Difference(margin)}, refuted when it lies below",
                $"差值（逐种子相减，Student t）的 95 % 置信区间全部高于 {unit.Difference(margin)} 则证实，全部低于则证伪"),
            Evidence(first, second, unit));
    }

    /// <summary>Whether a quantity stays below a bound for every seed.</summary>
    public Judgement AtMost(string claim, Sample quantity, double bound, Unit unit) => new(
        claim,
        quantity.Values.All(value => value <= bound) ? Verdict.Confirmed : Verdict.Refuted,
        language.Say($"confirmed when it is at most {unit.In(language).Value(bound)} for every seed, refuted otherwise", $"每个种子都不超过 {unit.In(language).Value(bound)} 则证实，否则证伪"),
        language.Say($"largest {unit.In(language).Value(quantity.High)} over {quantity.Values.Count} seeds", $"{quantity.Values.Count} 个种子中最大 {unit.In(language).Value(quantity.High)}"));

    /// <summary>Whether two quantities differ by less than a margin: decided by the 95 % interval of the difference, seed by seed.</summary>
    public Judgement Equals(string claim, Sample first, Sample second, double margin, Unit unit)
    {
        unit = unit.In(language);
        (double low, double high) = (first - second).Interval95();
        bool inside = low > -margin && high < margin;
        bool outside = low > margin || high < -margin;
        return new Judgement(
            claim,
            inside ? Verdict.Confirmed : outside ? Verdict.Refuted : Verdict.NotDecided,
            language.Say(
                $"confirmed when the 95 % interval of the difference lies within ±{unit.Value(margin)}, refuted when it lies wholly outside",
                $"差值的 95 % 置信区间全部在 ±{unit.Value(margin)} 之内则证实，全部在外则证伪"),
            Evidence(first, second, unit));
    }

    private string Evidence(Sample first, Sample second, Unit unit)
    {
        Sample difference = first - second;
        (double low, double high) = difference.Interval95();
        string change = unit.Difference(difference.Mean) + Range(low, high, unit);
        return language.Say(
            $"{unit.Value(first.Mean)} against {unit.Value(second.Mean)}: difference {change}, {difference.Values.Count} seeds",
            $"{unit.Value(first.Mean)} 对 {unit.Value(second.Mean)}：差 {change}，{difference.Values.Count} 个种子");
    }

    private string Range(double low, double high, Unit unit) => double.IsFinite(low) && double.IsFinite(high)
        ? string.Create(CultureInfo.InvariantCulture, $" [{unit.Difference(low)}, {unit.Difference(high)}]")
        : language.Say(" (one seed has no interval)", "（单个种子没有置信区间）");
}
