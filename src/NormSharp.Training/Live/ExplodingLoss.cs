namespace NormSharp.Training;

/// <summary>BN051: the loss is far above that of one who guesses, and stays there.</summary>
internal sealed class ExplodingLoss : ILiveRule
{
    private const double Far = 3;
    private const int Steps = 8;

    private double _first = double.NaN;
    private int _steps;

    public LiveText Text { get; } = new(
        "BN051",
        "a loss that explodes",
        "at step {step} the loss is {loss}, {times} times that of the first steps",
        "lower the learning rate");

    public LiveSighting? Look(LiveView view)
    {
        _first = double.IsNaN(_first) ? Math.Max(view.Loss, view.Chance) : _first;
        _steps = view.Loss > Far * _first ? _steps + 1 : 0;
        return _steps >= Steps
            ? new LiveSighting([], new Dictionary<string, double>
            {
                ["step"] = view.Step,
                ["loss"] = view.Loss,
                ["times"] = Math.Round(view.Loss / _first, 1),
            })
            : null;
    }
}
