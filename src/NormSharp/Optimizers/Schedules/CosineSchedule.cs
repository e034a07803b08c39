namespace NormSharp.Optimizers;

/// <summary>factor = end + (1 − end)·(1 + cos(π·step/total))/2 (Loshchilov and Hutter 2017, without restarts).</summary>
/// <param name="TotalSteps">The step at which the end is reached.</param>
/// <param name="End">The factor there and after it.</param>
internal sealed record CosineSchedule(long TotalSteps, double End = 0) : ISchedule
{
    /// <inheritdoc/>
    public double Factor(long step)
        => step >= TotalSteps ? End : End + ((1 - End) * (1 + Math.Cos(Math.PI * step / TotalSteps)) / 2);
}
