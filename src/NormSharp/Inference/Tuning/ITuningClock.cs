namespace NormSharp.Inference;

/// <summary>Runs a step and tells how long it took.</summary>
internal interface ITuningClock
{
    /// <summary>Microseconds that a step takes.</summary>
    /// <param name="problem">What it computes.</param>
    /// <param name="setting">In which way.</param>
    /// <param name="step">Computes it.</param>
    double Time(string problem, StepSetting setting, Action step);
}
