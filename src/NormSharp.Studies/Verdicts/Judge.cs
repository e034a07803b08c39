using NormSharp.Studies.Statistics;
using NormSharp.Studies.Texts;

namespace NormSharp.Studies.Verdicts;

/// <summary>Applies rules to numbers.</summary>
/// <param name="language">The language of rules and evidence.</param>
/// <param name="scale">How much was spent on the numbers; with little, an accuracy near chance decides nothing.</param>
internal sealed class Judge(Language language, StudyScale scale = StudyScale.Standard)
{
    // A tenth of ten classes is right by chance. What is below twice that has hardly begun to learn.
    private const double LeastAccuracy = 0.2;

    private const int MostSeeds = 30;

    private readonly TextFile _text = TextFile.Of(typeof(Judge), language);

    /// <summary>
    /// Whether one quantity exceeds another by more than a margin: decided by the 95 % interval of the difference, seed by seed.
    /// </summary>
    /// <param name="claim">The claim that the first exceeds the second.</param>
    /// <param name="first">The quantity that should be larger.</param>
    /// <param name="second">The quantity that should be smaller.</param>
    /// <param name="margin">By how much at least, in the unit of the samples.</param>
    /// <param name="unit">How numbers are written.</param>
    public Judgement Exceeds(string claim, Sample first, Sample second, double margin, Unit unit)
    {
        bool isNearChance = scale == StudyScale.Quick && unit.IsAccuracy && !(Math.Min(first.Mean, second.Mean) >= LeastAccuracy);
        unit = unit.In(language);
        (double low, double high) = (first - second).Interval95();
        Verdict verdict = isNearChance ? Verdict.NotDecided
            : low > margin ? Verdict.Confirmed
            : high < margin ? Verdict.Refuted
            : Verdict.NotDecided;
        string doubt = isNearChance ? NearChance(Math.Min(first.Mean, second.Mean), unit)
            : scale == StudyScale.Quick && verdict == Verdict.NotDecided ? MoreSeeds((first - second).Map(value => value - margin))
            : string.Empty;
        return new Judgement(
            claim,
            verdict,
            _text.Say("exceeds-rule", ("margin", unit.Difference(margin))),
            Evidence(first, second, unit) + doubt);
    }

    /// <summary>Whether a quantity stays below a bound for every seed.</summary>
    public Judgement AtMost(string claim, Sample quantity, double bound, Unit unit) => new(
        claim,
        quantity.Values.All(value => value <= bound) ? Verdict.Confirmed : Verdict.Refuted,
        _text.Say("at-most-rule", ("bound", unit.In(language).Value(bound))),
        _text.Say("at-most-evidence", ("largest", unit.In(language).Value(quantity.High)), ("seeds", $"{quantity.Values.Count}")));

    /// <summary>
    /// Whether two quantities differ by less than a margin: decided by the 95 % interval of the difference, seed by seed.
    /// </summary>
    public Judgement Equals(string claim, Sample first, Sample second, double margin, Unit unit)
    {
        unit = unit.In(language);
        (double low, double high) = (first - second).Interval95();
        bool inside = low > -margin && high < margin;
        bool outside = low > margin || high < -margin;
        return new Judgement(
            claim,
            inside ? Verdict.Confirmed : outside ? Verdict.Refuted : Verdict.NotDecided,
            _text.Say("equals-rule", ("margin", unit.Value(margin))),
            Evidence(first, second, unit));
    }

    private string Evidence(Sample first, Sample second, Unit unit)
    {
        Sample difference = first - second;
        (double low, double high) = difference.Interval95();
        string change = unit.Difference(difference.Mean) + Range(low, high, unit);
        return _text.Say(
            "difference-evidence",
            ("first", unit.Value(first.Mean)),
            ("second", unit.Value(second.Mean)),
            ("difference", change),
            ("seeds", $"{difference.Values.Count}"));
    }

    private string Then => language == Language.Chinese ? "；" : "; ";

    private string NearChance(double accuracy, Unit unit) => Then
        + _text.Say("near-chance", ("accuracy", unit.Value(accuracy)), ("least", unit.Value(LeastAccuracy)));

    /// <summary>How many seeds it takes where mean and spread of the differences stay as they are.</summary>
    private string MoreSeeds(Sample difference)
    {
        int count = difference.Values.Count;
        if (count < 2)
        {
            return Then + _text["two-seeds"];
        }

        int enough = Enumerable.Range(count + 1, MostSeeds - count)
            .FirstOrDefault(n => StudentT.Quantile975(n - 1) * difference.Deviation / Math.Sqrt(n) < Math.Abs(difference.Mean));
        return Then + (enough > 0
            ? _text.Say("more-seeds", ("seeds", $"{enough}"))
            : _text.Say("no-seeds", ("seeds", $"{MostSeeds}")));
    }

    private string Range(double low, double high, Unit unit) => double.IsFinite(low) && double.IsFinite(high)
        ? $" {unit.Interval(low, high)}"
        : language.Space() + _text["no-interval"];
}
