namespace NormSharp.Optimizers;

/// <summary>Rises linearly, factor = (step + 1)/steps, then follows another schedule from its start (Goyal et al. 2017).</summary>
/// <param name="Steps">How many steps the rise takes.</param>
/// <param name="Then">What follows.</param>
internal sealed record WarmUpSchedule(long Steps, ISchedule Then) : ISchedule
{
    /// <inheritdoc/>
    public double Factor(long step) => step < Steps ? (step + 1.0) / Steps : Then.Factor(step - Steps);
}
