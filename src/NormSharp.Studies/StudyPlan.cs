namespace NormSharp.Studies;

/// <summary>What a run of studies is asked for.</summary>
public sealed record StudyPlan
{
    /// <summary>How much to spend.</summary>
    public StudyScale Scale { get; init; } = StudyScale.Standard;

    /// <summary>The seeds; each cell of a grid is run once with each.</summary>
    public required IReadOnlyList<ulong> Seeds { get; init; }

    /// <summary>The number of seeds that a scale takes when nothing else is asked for.</summary>
    public static IReadOnlyList<ulong> DefaultSeeds(StudyScale scale) => scale == StudyScale.Quick ? [1, 2] : [1, 2, 3];

    /// <summary>Chooses by scale.</summary>
    public T Choose<T>(T quick, T standard, T full) => Scale switch
    {
        StudyScale.Quick => quick,
        StudyScale.Standard => standard,
        _ => full,
    };
}
