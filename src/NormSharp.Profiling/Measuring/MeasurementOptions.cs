namespace NormSharp.Profiling;

/// <summary>How long something is measured.</summary>
public sealed record MeasurementOptions
{
    /// <summary>Seconds to spend on timed repetitions.</summary>
    public double Seconds { get; init; } = 2;

    /// <summary>Exactly so many timed repetitions, however long they last; null takes as many as fit into <see cref="Seconds"/>.</summary>
    public int? Repetitions { get; init; }

    /// <summary>
    /// Seconds of work before the first timed repetition, at least three rounds of it: the runtime replaces its first, slow machine code
    /// after a tenth of a second, and pools fill.
    /// </summary>
    public double WarmUpSeconds { get; init; } = 0.5;
}
