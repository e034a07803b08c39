namespace NormSharp.Training;

/// <summary>BN050: the weights move faster than the running averages.</summary>
internal sealed class LaggingAverages(int imagesOfBatch) : ILiveRule
{
    private const int FewestLooks = 4;
    private const double Far = 0.25;
    private const double Chance = 1.5;

    // The mean of n values is off by σ/√n: what is above that is the weights' doing.
    private readonly double _most = Far + (Chance / Math.Sqrt(imagesOfBatch));

    public LiveText Text { get; } = new(
        "BN050",
        "statistics that lag, seen in training",
        "at step {step} running means are off from the batch's by {shift} deviations",
        "recalibrate before evaluating, or lower the learning rate");

    public LiveSighting? Look(LiveView view)
    {
        double worst = 0;
        for (int i = 0; i < view.Norms.Count; i++)
        {
            worst = Lags(view.Norms[i]) ? Math.Max(worst, view.Norms[i].Lag) : worst;
        }

        return view.HasNorms && worst > 0
            ? new LiveSighting(
                view.PathsWhere(Lags), new Dictionary<string, double> { ["step"] = view.Step, ["shift"] = Math.Round(worst, 3) })
            : null;
    }

    private bool Lags(NormWatch norm) => norm.Looks >= FewestLooks && norm.Lag > _most;
}
