namespace NormSharp.Diagnosis.Catalog;

/// <summary>A kind of finding; its id never changes its meaning.</summary>
/// <param name="Id">For example <c>BN013</c>.</param>
/// <param name="Kind">What it looks at.</param>
/// <param name="Severity">How much it matters where its cost is not measured.</param>
/// <param name="English">What it says in English; the full record.</param>
/// <param name="Chinese">What it says in Chinese.</param>
internal sealed record Rule(string Id, RuleKind Kind, FindingSeverity Severity, RuleText English, RuleText Chinese)
{
    /// <summary>What it says in a language.</summary>
    public RuleText In(ReportLanguage language) => language == ReportLanguage.Chinese ? Chinese : English;
}
