namespace NormSharp.Optimizers;

/// <summary>The base learning rate throughout.</summary>
internal sealed record ConstantSchedule : ISchedule
{
    /// <inheritdoc/>
    public double Factor(long step) => 1;
}
