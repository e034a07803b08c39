namespace NormSharp.Training;

/// <summary>BN057: the ranks learn from shares of unequal size, so that their statistics are of unequal worth.</summary>
internal sealed class UnequalShares : ILiveRule
{
    private const double Much = 0.1;

    public LiveText Text { get; } = new(
        "BN057",
        "ranks with unequal shares",
        "at step {step} the ranks' shares of the batch deviate by {share} from their mean, and each is normalised by itself",
        "take a batch size that the ranks divide, or synchronized batch normalization");

    public LiveSighting? Look(LiveView view) => view.Imbalance > Much
        ? new LiveSighting([], new Dictionary<string, double> { ["step"] = view.Step, ["share"] = view.Imbalance })
        : null;
}
