namespace NormSharp.Optimizers;

/// <summary>The base learning rate throughout.</summary>
public sealed record ConstantSchedule : ISchedule
{
    /// <inheritdoc/>
    public double Factor(long step) => 1;
}
