namespace NormSharp.Diagnosis.Catalog;

/// <summary>What a rule says, in one language.</summary>
/// <param name="Title">What it is, in a few words.</param>
/// <param name="Fields">Symptom, cause, repair, finding, advice and more, by name.</param>
internal sealed record RuleText(string Title, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>The text of a field.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public string this[string field]
        => Fields.TryGetValue(field, out string? text) ? text : throw new InvalidDataException($"rule '{Title}' has no field '{field}'");
}
