namespace NormSharp.Training;

/// <summary>BN054: after many steps the loss is that of one who guesses.</summary>
internal sealed class FlatLoss : ILiveRule
{
    private const int Steps = 200;
    private const double Share = 0.01;

    private double _sum;
    private int _steps;

    public LiveText Text { get; } = new(
        "BN054",
        "a loss that does not move",
        "after {step} steps the loss is {loss}, as at the start",
        "raise the learning rate, or look for layers that get no gradient");

    public LiveSighting? Look(LiveView view)
    {
        _sum += view.Loss;
        if (++_steps < Steps)
        {
            return null;
        }

        double mean = _sum / _steps;
        (_sum, _steps) = (0, 0);
        return Math.Abs(mean - view.Chance) < Share * view.Chance
            ? new LiveSighting([], new Dictionary<string, double> { ["step"] = view.Step, ["loss"] = mean })
            : null;
    }
}
