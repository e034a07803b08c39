namespace NormSharp.Optimizers;

/// <summary>factor = gamma^⌊step/period⌋.</summary>
/// <param name="Period">Steps between two changes, at least 1.</param>
/// <param name="Gamma">By what the rate is multiplied at each.</param>
internal sealed record StepSchedule(long Period, double Gamma = 0.1) : ISchedule
{
    /// <inheritdoc/>
    public double Factor(long step) => Math.Pow(Gamma, step / Math.Max(Period, 1));
}
