namespace NormSharp.Diagnosis.Static;

/// <summary>What a rule saw, before anybody knows what it costs.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Layers">The layers concerned.</param>
internal sealed record Observation(string Id, params IReadOnlyList<string> Layers)
{
    /// <summary>The numbers after it.</summary>
    public IReadOnlyDictionary<string, double> Measured { get; init; } = new Dictionary<string, double>();

    /// <summary>Words that the message needs.</summary>
    public IReadOnlyDictionary<string, string> Words { get; init; } = new Dictionary<string, string>();

    /// <summary>How much it matters; what the catalogue says when null.</summary>
    public FindingSeverity? Severity { get; init; }
}
