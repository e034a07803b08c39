namespace NormSharp.Inference;

/// <summary>One way to compute a problem, and its times.</summary>
/// <param name="setting">The way.</param>
internal sealed class TunedWay(StepSetting setting)
{
    private readonly Dictionary<int, Action> _actions = [];

    public StepSetting Setting { get; } = setting;

    /// <summary>Microseconds of a round, in all steps together.</summary>
    public List<double> Samples { get; } = [];

    public double Fastest => Samples.Count == 0 ? double.PositiveInfinity : Samples.Min();

    public double Median => TimeComparison.Median(Samples);

    public void Bind(int index, TunableStep step) => _actions.Add(index, step.Bind(Setting));

    public Action Of(int index) => _actions[index];
}
