namespace NormSharp.Diagnosis.Repair;

/// <summary>A repair: what it mends, what it needs, what it does to a copy.</summary>
/// <param name="Name">The stable name, as reports say it.</param>
/// <param name="Ids">The findings that it mends.</param>
/// <param name="Apply">Makes the repaired model; the given one is a copy. Null where it cannot be done to this model.</param>
internal sealed record Treatment(
    string Name, IReadOnlyList<string> Ids, Func<Patient, IReadOnlyList<string>, Patient?> Apply)
{
    /// <summary>Whether it needs images.</summary>
    public bool NeedsImages { get; init; }

    /// <summary>Whether the outputs stay as they are, to rounding: there is nothing to gain, and nothing may change.</summary>
    public bool IsExact { get; init; }

    /// <summary>
    /// Whether it is kept only where labels show that it helps: it changes what the weights were trained with, which statistics that are
    /// recomputed do not.
    /// </summary>
    public bool NeedsProof { get; init; }
}
