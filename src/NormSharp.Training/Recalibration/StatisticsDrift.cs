using NormSharp.Layers;

namespace NormSharp.Training;

/// <summary>How far a layer's running statistics were from the recomputed ones, over its channels.</summary>
/// <param name="Layer">The layer's path.</param>
/// <param name="TypeName">What kind of layer it is.</param>
/// <param name="Channels">How many channels it has.</param>
/// <param name="MeanShift">
/// The mean over channels of |μ_old − μ_new| / √(σ²_new + ε): shifts in units of the deviation that the inputs have.
/// </param>
/// <param name="MaxMeanShift">The largest of them.</param>
/// <param name="LogVarianceRatio">The mean over channels of |ln((σ²_old + ε) / (σ²_new + ε))|.</param>
/// <param name="MaxLogVarianceRatio">The largest of them; ln 2 ≈ 0.69 is a factor of 2 either way.</param>
/// <remarks>ε is the layer's own, so that channels whose variance it outweighs count as little here as in the layer.</remarks>
public sealed record StatisticsDrift(
    string Layer, string TypeName, int Channels, double MeanShift, double MaxMeanShift, double LogVarianceRatio, double MaxLogVarianceRatio)
{
    /// <summary>Compares a layer's running statistics with those that it had before.</summary>
    /// <param name="layer">The layer, recomputed.</param>
    /// <param name="oldMean">Its running mean before.</param>
    /// <param name="oldVariance">Its running variance before.</param>
    /// <exception cref="ArgumentException">The layer keeps no statistics, or the lengths differ.</exception>
    internal static StatisticsDrift Of(IRecalibratable layer, ReadOnlySpan<float> oldMean, ReadOnlySpan<float> oldVariance)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (layer.RunningMean is null || oldMean.Length != layer.RunningMean.Length || oldVariance.Length != oldMean.Length)
        {
            throw new ArgumentException(
                $"layer {layer.Path} has {layer.RunningMean?.Length ?? 0} running means, to be compared with {oldMean.Length} means "
                    + $"and {oldVariance.Length} variances");
        }

        (float[] means, float[] variances) = (layer.RunningMean.ToArray(), layer.RunningVariance!.ToArray());
        double[] shifts = new double[oldMean.Length];
        double[] ratios = new double[oldMean.Length];
        for (int c = 0; c < oldMean.Length; c++)
        {
            double newVariance = variances[c] + layer.Epsilon;
            shifts[c] = Math.Abs((double)oldMean[c] - means[c]) / Math.Sqrt(newVariance);
            ratios[c] = Math.Abs(Math.Log((oldVariance[c] + layer.Epsilon) / newVariance));
        }

        return new StatisticsDrift(
            layer.Path, layer.TypeName, shifts.Length, shifts.Average(), shifts.Max(), ratios.Average(), ratios.Max());
    }
}
