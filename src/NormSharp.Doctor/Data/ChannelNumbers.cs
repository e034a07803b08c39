using NormSharp.Tensors;

namespace NormSharp.Diagnosis.Data;

/// <summary>Mean and population variance of the channels of an activation.</summary>
internal static class ChannelNumbers
{
    /// <summary>Of [N, C, …], over all but the channels.</summary>
    public static (double[] Mean, double[] Variance) Of(Tensor x)
    {
        float[] values = x.ToArray();
        int channels = x.Shape[1];
        int plane = values.Length / (x.Shape[0] * channels);
        var mean = new double[channels];
        var variance = new double[channels];
        for (int c = 0; c < channels; c++)
        {
            (mean[c], variance[c]) = OfChannel(values, c, channels, plane);
        }

        return (mean, variance);
    }

    private static (double Mean, double Variance) OfChannel(float[] values, int channel, int channels, int plane)
    {
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int start = channel * plane; start < values.Length; start += channels * plane)
        {
            foreach (float value in values.AsSpan(start, plane))
            {
                sum += value;
                squares += (double)value * value;
            }

            count += plane;
        }

        double mean = sum / count;
        return (mean, Math.Max(0, (squares / count) - (mean * mean)));
    }
}
