namespace NormSharp.Training;

/// <summary>The learning rate's course; settings of another kind are ignored.</summary>
public sealed record ScheduleOptions
{
    /// <summary>Which course.</summary>
    public ScheduleKind Kind { get; init; } = ScheduleKind.Constant;

    /// <summary>Epochs at the start in which the rate rises linearly from near zero; fractions are allowed.</summary>
    public double WarmupEpochs { get; init; }

    /// <summary>Step: after how many epochs the rate is multiplied by <see cref="StepFactor"/>, again and again.</summary>
    public int StepEpochs { get; init; } = 10;

    /// <summary>Step: the factor.</summary>
    public double StepFactor { get; init; } = 0.1;

    internal void Check()
    {
        Require.Known("schedule", Kind);
        Require.NotNegative("warm-up epochs", WarmupEpochs);
        Require.AtLeast("step epochs", StepEpochs, 1);
        Require.Positive("step factor", StepFactor);
        if (Kind == ScheduleKind.OneCycle && WarmupEpochs > 0)
        {
            throw new ArgumentException("warm-up epochs were given, but the one-cycle schedule has its own warm-up");
        }
    }
}
