namespace NormSharp.Optimizers;

/// <summary>How the learning rate changes over a training.</summary>
internal interface ISchedule
{
    /// <summary>By what the base learning rate is multiplied at a step, which counts from 0.</summary>
    double Factor(long step);
}
