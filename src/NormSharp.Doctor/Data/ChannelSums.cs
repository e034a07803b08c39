using NormSharp.Tensors;

namespace NormSharp.Diagnosis.Data;

/// <summary>Mean and population variance of the channels of an activation, over batches that come one after the other.</summary>
/// <param name="channels">How many channels.</param>
internal sealed class ChannelSums(int channels)
{
    private readonly double[] _sums = new double[channels];
    private readonly double[] _squares = new double[channels];
    private long _count;

    /// <summary>The mean of each channel.</summary>
    public double[] Mean => [.. _sums.Select(sum => sum / _count)];

    /// <summary>The population variance of each channel.</summary>
    public double[] Variance
        => [.. _squares.Zip(Mean, (squares, mean) => Math.Max(0, (squares / _count) - (mean * mean)))];

    /// <summary>Adds [N, C, …].</summary>
    public void Add(Tensor x)
    {
        float[] values = x.ToArray();
        int plane = values.Length / (x.Shape[0] * channels);
        for (int start = 0; start < values.Length; start += plane)
        {
            int c = start / plane % channels;
            (double sum, double squares) = (_sums[c], _squares[c]);
            foreach (float value in values.AsSpan(start, plane))
            {
                sum += value;
                squares += (double)value * value;
            }

            (_sums[c], _squares[c]) = (sum, squares);
        }

        _count += (long)x.Shape[0] * plane;
    }
}
