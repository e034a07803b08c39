namespace NormSharp.Studies.Verdicts;

/// <summary>What the numbers say of a claim.</summary>
internal enum Verdict
{
    /// <summary>The rule is met.</summary>
    Confirmed,

    /// <summary>The opposite of the rule is met.</summary>
    Refuted,

    /// <summary>Neither: the spread over the seeds is too large, or the effect too small.</summary>
    NotDecided,
}
