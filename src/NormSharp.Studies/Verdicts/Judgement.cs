namespace NormSharp.Studies.Verdicts;

/// <summary>A claim with the verdict on it.</summary>
/// <param name="Claim">The claim in one sentence.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Rule">The rule that decides, as it was set before the numbers were known.</param>
/// <param name="Evidence">The numbers that went into the rule.</param>
internal sealed record Judgement(string Claim, Verdict Verdict, string Rule, string Evidence);
