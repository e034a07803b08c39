using System.Diagnostics.CodeAnalysis;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>One line for each channel: y = scale·(x − mean) + shift, in double.</summary>
/// <remarks>
/// The mean stands apart, so that a layer which is not folded can subtract it exactly where it is far larger than the deviation.
/// </remarks>
public sealed class ChannelAffine
{
    /// <summary>Takes the coefficients as they are.</summary>
    /// <exception cref="ArgumentException">The three differ in length.</exception>
    public ChannelAffine(double[] mean, double[] scale, double[] shift)
    {
        if (mean.Length != scale.Length || mean.Length != shift.Length)
        {
            throw new ArgumentException(
                $"{mean.Length} means, {scale.Length} scales and {shift.Length} shifts; there is one of each for every channel");
        }

        Mean = mean;
        Scale = scale;
        Shift = shift;
    }

    /// <summary>What is subtracted.</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>What the difference is multiplied by.</summary>
    public IReadOnlyList<double> Scale { get; }

    /// <summary>What is added at the end.</summary>
    public IReadOnlyList<double> Shift { get; }

    /// <summary>How many channels.</summary>
    public int Channels => Mean.Count;

    /// <summary>Whether no channel has an offset: then zeros, such as padding, stay zeros.</summary>
    public bool KeepsZero => !Enumerable.Range(0, Channels).Any(channel => Offset(channel) != 0);

    /// <summary>Normalization by known statistics: scale = γ/√(σ² + ε), shift = β.</summary>
    /// <param name="mean">μ [C].</param>
    /// <param name="variance">σ² [C].</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="gamma">γ [C], or null for 1.</param>
    /// <param name="beta">β [C], or null for 0.</param>
    /// <exception cref="ArgumentException">The tensors differ in length.</exception>
    public static ChannelAffine FromStatistics(Tensor mean, Tensor variance, double epsilon, Tensor? gamma, Tensor? beta)
    {
        int channels = mean.Length;
        if (variance.Length != channels || (gamma?.Length ?? channels) != channels || (beta?.Length ?? channels) != channels)
        {
            throw new ArgumentException(
                $"{channels} means, {variance.Length} variances, {gamma?.Length ?? channels} γ and {beta?.Length ?? channels} β; there "
                    + "is one of each for every channel");
        }

        (float[] centers, float[] variances) = (mean.ToArray(), variance.ToArray());
        (float[]? gammas, float[]? betas) = (gamma?.ToArray(), beta?.ToArray());
        var means = new double[channels];
        var scales = new double[channels];
        var shifts = new double[channels];
        for (int c = 0; c < channels; c++)
        {
            means[c] = centers[c];
            scales[c] = 1 / Math.Sqrt(variances[c] + epsilon) * (gammas?[c] ?? 1.0);
            shifts[c] = betas?[c] ?? 0.0;
        }

        return new ChannelAffine(means, scales, shifts);
    }

    /// <summary>The line of a layer that normalises with its running statistics in evaluation mode.</summary>
    /// <param name="layer">The layer; its channels stand in dimension 1.</param>
    /// <param name="affine">The coefficients; null when there are none.</param>
    /// <param name="obstacle">Why there are none, as the end of a sentence about the layer; else null.</param>
    internal static bool TryGetRunning(
        IRecalibratable layer, [NotNullWhen(true)] out ChannelAffine? affine, [NotNullWhen(false)] out string? obstacle)
    {
        obstacle = layer.RunningMean is null || layer.RunningVariance is null
            ? "keeps no running statistics, so evaluation normalises with each batch's own"
            : layer.IsRecalibrating ? "is being recalibrated and normalises with each batch's own statistics" : null;
        affine = obstacle is null
            ? FromStatistics(layer.RunningMean!, layer.RunningVariance!, layer.Epsilon, layer.Gamma, layer.Beta)
            : null;
        return affine is not null;
    }

    /// <summary>The answer of a layer that has no such line.</summary>
    internal static bool Refuse(string reason, out ChannelAffine? affine, [NotNullWhen(false)] out string? obstacle)
    {
        affine = null;
        obstacle = reason;
        return false;
    }

    /// <summary>The value at x = 0: shift − scale·mean.</summary>
    public double Offset(int channel) => Shift[channel] - (Scale[channel] * Mean[channel]);

    /// <summary>Whether every coefficient is a finite number.</summary>
    public bool IsFinite(out int firstBad)
    {
        for (firstBad = 0; firstBad < Channels; firstBad++)
        {
            if (!double.IsFinite(Scale[firstBad]) || !double.IsFinite(Offset(firstBad)))
            {
                return false;
            }
        }

        firstBad = -1;
        return true;
    }
}
