namespace NormSharp.Studies;

/// <summary>What a run of studies is asked for.</summary>
public sealed record StudyPlan
{
    /// <summary>How much to spend.</summary>
    public StudyScale Scale { get; init; } = StudyScale.Standard;

    /// <summary>The seeds; each cell of a grid is run once with each.</summary>
    public required IReadOnlyList<ulong> Seeds { get; init; }

    /// <summary>The most training images, whatever the scale; null for the scale's own number.</summary>
    public int? Limit { get; init; }

    /// <summary>The seeds when nothing else is asked for: with fewer than three, no interval is narrow enough to decide anything.</summary>
    public static IReadOnlyList<ulong> DefaultSeeds { get; } = [1, 2, 3];

    /// <summary>Chooses by scale.</summary>
    public T Choose<T>(T quick, T standard, T full) => Scale switch
    {
        StudyScale.Quick => quick,
        StudyScale.Standard => standard,
        _ => full,
    };
}
