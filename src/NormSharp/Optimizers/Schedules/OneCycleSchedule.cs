namespace NormSharp.Optimizers;

/// <summary>
/// One cycle as PyTorch's <c>OneCycleLR</c> with cosine annealing: from 1/startDivisor up to 1 over the first part, then down to
/// 1/(startDivisor·endDivisor) (Smith and Topin 2019). The base learning rate is the highest.
/// </summary>
/// <param name="TotalSteps">Steps of the whole cycle, at least 2.</param>
/// <param name="Rise">Which part of it rises.</param>
/// <param name="StartDivisor">The highest rate over the first.</param>
/// <param name="EndDivisor">The first rate over the last.</param>
internal sealed record OneCycleSchedule(long TotalSteps, double Rise = 0.3, double StartDivisor = 25, double EndDivisor = 1e4) : ISchedule
{
    /// <inheritdoc/>
    public double Factor(long step)
    {
        double start = 1 / StartDivisor;
        double top = (Rise * TotalSteps) - 1;
        double last = TotalSteps - 1;
        return step <= top
            ? Anneal(start, 1, top <= 0 ? 1 : step / top)
            : Anneal(1, start / EndDivisor, Math.Min(1, (step - top) / (last - top)));
    }

    private static double Anneal(double from, double to, double part) => to + ((from - to) / 2 * (1 + Math.Cos(Math.PI * part)));
}
