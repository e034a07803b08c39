namespace NormSharp.Diagnosis;

/// <summary>What a finding costs, measured by applying its repair to a copy of the model.</summary>
/// <param name="Images">How many images it was measured on.</param>
/// <param name="AccuracyBefore">Share of them that the model has right as it is; null without labels.</param>
/// <param name="AccuracyAfter">The same with the repair; null without labels.</param>
/// <param name="ChangedPredictions">Share of them whose class the repair changes.</param>
/// <param name="EntropyBefore">Mean entropy of the predicted distribution as it is, in nats; NaN where an output is no number.</param>
/// <param name="EntropyAfter">The same with the repair.</param>
public sealed record FindingCost(
    int Images,
    double? AccuracyBefore,
    double? AccuracyAfter,
    double ChangedPredictions,
    double EntropyBefore,
    double EntropyAfter)
{
    /// <summary>Accuracy that the repair gains, from −1 to 1; null without labels.</summary>
    public double? Gain => AccuracyAfter - AccuracyBefore;

    /// <summary>
    /// Two standard errors of that gain, at most: only images whose class changes add to it, so that they are 2·√(share / images); null
    /// without labels.
    /// </summary>
    public double? Noise => Gain is null ? null : 2 * Math.Sqrt(ChangedPredictions / Images);

    /// <summary>How much there is to win, for the order of findings: the gain, or half of what changes where labels are missing.</summary>
    internal double Weight => Gain ?? (ChangedPredictions / 2);
}
