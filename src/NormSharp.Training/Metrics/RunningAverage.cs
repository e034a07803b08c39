namespace NormSharp.Training;

/// <summary>Sums of loss and hits over images, in double, from which averages are taken at any time.</summary>
/// <param name="LossSum">The sum of each image's loss.</param>
/// <param name="Correct">Images whose largest logit is that of their label.</param>
/// <param name="Images">Images in all.</param>
public readonly record struct RunningAverage(double LossSum, long Correct, long Images)
{
    /// <summary>The mean loss of an image; NaN before the first.</summary>
    public double Loss => LossSum / Images;

    /// <summary>The share of images that were right, from 0 to 1; NaN before the first.</summary>
    public double Accuracy => (double)Correct / Images;

    /// <summary>The sums with a batch added.</summary>
    /// <param name="meanLoss">The mean loss of the batch's images.</param>
    /// <param name="correct">How many of them were right.</param>
    /// <param name="images">How many there were.</param>
    public RunningAverage Add(double meanLoss, int correct, int images) =>
        new(LossSum + (meanLoss * images), Correct + correct, Images + images);
}
