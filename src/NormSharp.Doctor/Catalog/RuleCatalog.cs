namespace NormSharp.Diagnosis.Catalog;

/// <summary>
/// Every kind of finding, those of the trainer's checks included: <c>Rules.en.md</c> and <c>Rules.zh.md</c> beside this file are the list.
/// </summary>
internal static class RuleCatalog
{
    private static readonly Dictionary<string, Rule> ById = Read();

    /// <summary>All of them, by id.</summary>
    public static IReadOnlyCollection<Rule> All => ById.Values;

    /// <summary>The rule of an id.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Rule Of(string id) => Find(id) ?? throw new ArgumentException($"there is no finding '{id}'", nameof(id));

    /// <summary>The rule of an id, whatever its case; null where there is none.</summary>
    public static Rule? Find(string id) => ById.GetValueOrDefault(id.ToUpperInvariant());

    private static Dictionary<string, Rule> Read()
    {
        IReadOnlyDictionary<string, RuleText> english = RuleFile.Read("Rules.en.md");
        IReadOnlyDictionary<string, RuleText> chinese = RuleFile.Read("Rules.zh.md");
        return english.ToDictionary(
            entry => entry.Key,
            entry => new Rule(
                entry.Key,
                Enum.Parse<RuleKind>(entry.Value["kind"], ignoreCase: true),
                Enum.Parse<FindingSeverity>(entry.Value["severity"], ignoreCase: true),
                entry.Value,
                chinese.TryGetValue(entry.Key, out RuleText? text)
                    ? text
                    : throw new InvalidDataException($"Rules.zh.md has no chapter {entry.Key}")),
            StringComparer.Ordinal);
    }
}
