namespace NormSharp.Distributed;

/// <summary>How long ranks wait for each other.</summary>
public sealed record MpiOptions
{
    /// <summary>
    /// How long a rank may give no sign of life before the others take it for lost. Each rank says twice a second that it is there, also
    /// while it computes.
    /// </summary>
    public TimeSpan RankTimeout { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary>How long a rank waits in one message for others that are alive but do not come.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Called at once, on the thread of the watch, with one line that names rank, machine, step and message, when another rank has failed.
    /// This rank's next call of its reducer then throws; until then it may be in a long computation. Some launchers end all processes
    /// within a tenth of a second, so a program that has something to say should say it here.
    /// </summary>
    public Action<string>? OnFailure { get; init; }
}
