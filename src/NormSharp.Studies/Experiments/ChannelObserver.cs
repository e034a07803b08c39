using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Studies.Experiments;

/// <summary>
/// The distribution of what enters each activation of a network, unit by unit: feature maps of a convolution, features of a linear layer.
/// </summary>
/// <param name="range">Histograms reach from −range to range; values beyond are counted in the outermost bins.</param>
/// <param name="bins">The bins of a histogram.</param>
internal sealed class ChannelObserver(double range, int bins) : IForwardObserver
{
    /// <summary>What was seen, by the activation's path.</summary>
    public Dictionary<string, ChannelDistribution> Layers { get; } = [];

    public void OnForward(Module module, Tensor x, Tensor y)
    {
        if (module is not ActivationModule)
        {
            return;
        }

        int channels = x.Shape[1];
        int spatial = x.Length / (x.Shape[0] * channels);
        double perChannel = x.Length / (double)channels;
        (double[] means, double[] squares, double[] counts) = (new double[channels], new double[channels], new double[bins]);
        for (int plane = 0; plane < x.Shape[0] * channels; plane++)
        {
            means[plane % channels] = AddValues(x.AsSpan().Slice(plane * spatial, spatial), perChannel, means[plane % channels], counts);
        }

        for (int plane = 0; plane < x.Shape[0] * channels; plane++)
        {
            squares[plane % channels] = AddSquares(
                x.AsSpan().Slice(plane * spatial, spatial), means[plane % channels], squares[plane % channels]);
        }

        Layers[module.Path] = new ChannelDistribution(means, [.. squares.Select(sum => Math.Sqrt(sum / perChannel))], counts);
    }

    private static double AddSquares(ReadOnlySpan<float> values, double mean, double sum)
    {
        foreach (float value in values)
        {
            double distance = value - mean;
            sum += distance * distance;
        }

        return sum;
    }

    private double AddValues(ReadOnlySpan<float> values, double count, double sum, double[] counts)
    {
        foreach (float value in values)
        {
            sum += value / count;
            counts[Math.Clamp((int)((value + range) / (2 * range) * bins), 0, bins - 1)]++;
        }

        return sum;
    }
}
