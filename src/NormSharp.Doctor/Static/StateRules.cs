namespace NormSharp.Diagnosis.Static;

/// <summary>Every rule that needs nothing but numbers; no image, no graph.</summary>
internal static class StateRules
{
    private static readonly Func<IReadOnlyList<NormState>, IEnumerable<Observation>>[] Rules =
    [
        BadNumbers.Look,
        NeverUpdated.Look,
        SlowAverages.Look,
        OddEpsilon.Look,
        MixedCounts.Look,
        CopiedStatistics.Look,
        DeadChannels.Look,
        ExplodingScales.Look,
    ];

    /// <summary>What they see in some layers.</summary>
    public static IReadOnlyList<Observation> Look(IReadOnlyList<NormState> norms) => [.. Rules.SelectMany(look => look(norms))];
}
