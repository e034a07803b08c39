namespace NormSharp.Training;

/// <summary>BN058: the running statistics of the ranks are not those of one set of images.</summary>
internal sealed class RanksApart(RankSpread spread) : ILiveRule
{
    private const double Far = 0.25;

    public LiveText Text { get; } = new(
        "BN058",
        "ranks with different statistics",
        "at step {step} the running means of the ranks deviate by {shift} deviations from one another",
        "shuffle before the images are shared out, or use synchronized batch normalization");

    public LiveSighting? Look(LiveView view) => view.HasNorms && spread.Measure(view.Norms) is > Far and double far
        ? new LiveSighting(
            view.PathsWhere(RankSpread.IsOfOneRank), new Dictionary<string, double> { ["step"] = view.Step, ["shift"] = far })
        : null;
}
