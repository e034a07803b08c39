namespace NormSharp.Inference;

/// <summary>How long a tuner measures.</summary>
/// <param name="WarmTime">How long all ways are run beforehand at least: until code is compiled and memory mapped.</param>
/// <param name="WarmRounds">How often each way is run beforehand at least.</param>
/// <param name="Rounds">How often each way is measured.</param>
internal readonly record struct TuningEffort(TimeSpan WarmTime, int WarmRounds, int Rounds)
{
    /// <summary>What plans take.</summary>
    public static TuningEffort Usual => new(TimeSpan.FromSeconds(0.5), WarmRounds: 2, Rounds: 9);
}
