namespace NormSharp.Studies.Reports;

/// <summary>What the rules of all verdicts leave out of account.</summary>
public static class RuleNote
{
    private static readonly Phrase Sentence = new(
        "Each claim is judged on its own, without correction for multiple comparisons: where the true difference lies exactly at the bound of its rule, a 95 % interval still decides about one claim in twenty, by chance.",
        "各说法单独判定，未作多重比较校正：若真实差值恰好等于规则的界限，95 % 置信区间仍会使大约二十分之一的说法仅凭偶然得出定论。");

    /// <summary>The sentence.</summary>
    public static string Text(Language language) => Sentence.In(language);
}
