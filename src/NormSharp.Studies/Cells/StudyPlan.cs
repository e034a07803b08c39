namespace NormSharp.Studies;

/// <summary>What a run of studies is asked for.</summary>
public sealed record StudyPlan
{
    // Half a 95 % interval is 2.5 standard deviations of the differences with three seeds, and 1.05 with six.
    private const int FewestAtFullScale = 6;

    /// <summary>How much to spend.</summary>
    public StudyScale Scale { get; init; } = StudyScale.Standard;

    /// <summary>The seeds; each cell of a grid is run once with each. The study's own number of them when null.</summary>
    public IReadOnlyList<ulong>? Seeds { get; init; }

    /// <summary>The most training images, whatever the scale; null for the scale's own number.</summary>
    public int? Limit { get; init; }

    /// <summary>The seeds that a study is run with: the given ones, else 1, 2, … and at least six of them at full scale.</summary>
    /// <param name="count">How many the study wants.</param>
    internal IReadOnlyList<ulong> SeedsFor(int count)
        => Seeds ?? [.. Enumerable.Range(1, Math.Max(count, Scale == StudyScale.Full ? FewestAtFullScale : 1)).Select(i => (ulong)i)];

    /// <summary>Chooses by scale.</summary>
    internal T Choose<T>(T quick, T standard, T full) => Scale switch
    {
        StudyScale.Quick => quick,
        StudyScale.Standard => standard,
        _ => full,
    };
}
