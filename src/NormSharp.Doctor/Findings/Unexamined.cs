namespace NormSharp.Diagnosis;

/// <summary>What could not be looked at.</summary>
/// <param name="What">Which findings are thereby left open.</param>
/// <param name="Need">What to give, so that they can be looked for.</param>
public sealed record Unexamined(string What, string Need);
