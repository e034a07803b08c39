namespace NormSharp.Layers;

/// <summary>How the statistics of the batches of a recalibration become running statistics.</summary>
public enum RecalibrationMethod
{
    /// <summary>
    /// Moments merged by count, as if one batch had held all values: the exact mean and variance, also where batches differ in size
    /// (Chan et al. 1979).
    /// </summary>
    Pooled,

    /// <summary>
    /// The plain average of the batches' means and variances, each batch counting the same (PreciseBN as in fvcore; Wu and Johnson 2021).
    /// It leaves out how far the batches' means lie apart, so its variance is too small by the variance of those means.
    /// </summary>
    Batches,

    /// <summary>
    /// What training does: running ← (1 − w)·running + w·batch, beginning with the statistics as they are. For comparison; it has forgotten
    /// all but the last few times 1/w batches.
    /// </summary>
    Momentum,
}
