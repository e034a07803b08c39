namespace NormSharp.Training;

/// <summary>
/// An average of the weights, kept beside the training and without influence on it; settings of another kind are ignored.
/// </summary>
/// <remarks>
/// The statistics that batch normalization has gathered belong to the weights as trained, not to their average: at the end the trainer
/// recalibrates the averaged model, evaluates it and saves it beside the ordinary one.
/// </remarks>
public sealed record AveragingOptions
{
    /// <summary>Which average.</summary>
    public AveragingKind Kind { get; init; } = AveragingKind.Exponential;

    /// <summary>
    /// Exponential: d, the weight of the old average after each step. In the first steps the new weights count for more, (1 − d)/(1 − dⁿ)
    /// at the n-th, so that the values that the training started from leave no trace (the bias correction of Kingma and Ba 2015, section
    /// 3).
    /// </summary>
    public double Decay { get; init; } = 0.999;

    /// <summary>Stochastic: the first epoch, counted from 1, whose last weights are taken into the average.</summary>
    public int StartEpoch { get; init; } = 1;

    internal void Check(int epochs)
    {
        Require.Known("averaging", Kind);
        Require.Between("averaging decay", Decay, 0, 1);
        Require.AtLeast("averaging start epoch", StartEpoch, 1);
        if (Kind == AveragingKind.Stochastic && StartEpoch > epochs)
        {
            throw new ArgumentException($"averaging start epoch is {StartEpoch}, expected one of the {epochs} epochs of the training");
        }
    }
}
