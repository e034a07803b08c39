using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Studies.Experiments;

/// <summary>The distribution of what enters each activation of a network, unit by unit: feature maps of a convolution, features of a linear layer.</summary>
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
        ReadOnlySpan<float> values = x.AsSpan();
        for (int i = 0; i < values.Length; i++)
        {
            means[i / spatial % channels] += values[i] / perChannel;
            counts[Math.Clamp((int)((values[i] + range) / (2 * range) * bins), 0, bins - 1)]++;
        }

        for (int i = 0; i < values.Length; i++)
        {
            double distance = values[i] - means[i / spatial % channels];
            squares[i / spatial % channels] += distance * distance;
        }

        Layers[module.Path] = new ChannelDistribution(means, [.. squares.Select(sum => Math.Sqrt(sum / perChannel))], counts);
    }
}
