namespace NormSharp.Diagnosis.Repair;

/// <summary>A repair: what it mends, what it needs, what it does to a copy.</summary>
/// <param name="Key">The stable name by which it is asked for, for example <c>prune</c>.</param>
/// <param name="Name">What it does, as reports say it.</param>
/// <param name="Ids">The findings that it mends.</param>
/// <param name="Apply">Makes the repaired model; the given one is a copy. Null where it cannot be done to this model.</param>
internal sealed record Treatment(
    string Key, string Name, IReadOnlyList<string> Ids, Func<Patient, IReadOnlyList<string>, Patient?> Apply)
{
    /// <summary>Whether it needs images.</summary>
    public bool NeedsImages { get; init; }

    /// <summary>Whether it needs the images of each domain.</summary>
    public bool NeedsDomains { get; init; }

    /// <summary>Whether the outputs stay as they are, to rounding: there is nothing to gain, and nothing may change.</summary>
    public bool IsExact { get; init; }

    /// <summary>Whether it changes nothing but numbers, so that a file of others can hold its result.</summary>
    public bool ChangesNumbersAlone { get; init; }

    /// <summary>Whether an ONNX file's nodes can be rewritten to hold its result.</summary>
    public bool ChangesNodes { get; init; }

    /// <summary>Whether it changes nothing but ε and momentum, which a Keras file names.</summary>
    public bool ChangesSettings { get; init; }

    /// <summary>
    /// Whether it is kept only where labels show that it helps: it changes what the weights were trained with, which statistics that are
    /// recomputed do not.
    /// </summary>
    public bool NeedsProof { get; init; }

    /// <summary>Whether it is made only where it is asked for by its key: it trains, or changes how the model is trained further.</summary>
    public bool IsByKeyAlone { get; init; }
}
