namespace NormSharp.Training;

/// <summary>How good a model is on a set.</summary>
/// <param name="Sums">Loss and hits, summed over the images.</param>
public sealed record EvaluationResult(RunningAverage Sums)
{
    /// <summary>How often images of each class were taken for each; null where it was not counted.</summary>
    internal ConfusionMatrix? Confusion { get; init; }

    /// <summary>The mistakes of which the model was surest, the worst first.</summary>
    internal IReadOnlyList<Mistake> Mistakes { get; init; } = [];

    /// <summary>The share of images whose largest logit is that of their label, from 0 to 1.</summary>
    public double Accuracy => Sums.Accuracy;

    /// <summary>The mean cross-entropy of an image.</summary>
    public double Loss => Sums.Loss;

    /// <summary>How many images there were.</summary>
    public long Images => Sums.Images;

    /// <summary>Whether both saw the same loss and hits.</summary>
    public bool Equals(EvaluationResult? other) => other is not null && Sums == other.Sums;

    /// <inheritdoc/>
    public override int GetHashCode() => Sums.GetHashCode();
}
