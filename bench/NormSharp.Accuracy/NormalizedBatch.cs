using NormSharp.Autograd;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Accuracy;

/// <summary>What batch normalization made of a batch: mean and unbiased variance of each channel, and the output.</summary>
internal sealed record NormalizedBatch(double[] Mean, double[] UnbiasedVariance, double[] Output)
{
    private const double Epsilon = 1e-5;

    /// <summary>In float64, two passes, as the textbook writes it.</summary>
    public static NormalizedBatch InDouble(AccuracyCase entry, float[] x)
    {
        double count = (double)x.Length / entry.Channels;
        double[] mean = new double[entry.Channels];
        double[] squares = new double[entry.Channels];
        for (int i = 0; i < x.Length; i++)
        {
            mean[entry.ChannelOf(i)] += x[i] / count;
        }

        for (int i = 0; i < x.Length; i++)
        {
            double deviation = x[i] - mean[entry.ChannelOf(i)];
            squares[entry.ChannelOf(i)] += deviation * deviation;
        }

        double[] invStd = [.. squares.Select(sum => 1 / Math.Sqrt((sum / count) + Epsilon))];
        return new NormalizedBatch(
            mean,
            [.. squares.Select(sum => sum / (count - 1))],
            [.. x.Select((value, i) => (value - mean[entry.ChannelOf(i)]) * invStd[entry.ChannelOf(i)])]);
    }

    /// <summary>By NormSharp's layer: a training step that keeps nothing of older statistics.</summary>
    public static NormalizedBatch ByNormSharp(AccuracyCase entry, float[] x)
    {
        var layer = new BatchNorm(entry.Channels, new BatchNormOptions { NewStatisticWeight = 1, Epsilon = Epsilon });
        using var tape = new Tape(gradients: false);
        Tensor y = layer.Forward(tape.Input(x, [.. entry.Shape]));
        return Of(layer.RunningMean!.ToArray(), layer.RunningVariance!.ToArray(), y.ToArray());
    }

    /// <summary>What another program left in a folder; null when it was not there.</summary>
    public static NormalizedBatch? ByPeer(AccuracyCase entry, string folder)
    {
        string stem = Path.Combine(folder, $"{entry.Name}.peer");
        return File.Exists($"{stem}.y.f32")
            ? Of(FloatFile.Read($"{stem}.mean.f32"), FloatFile.Read($"{stem}.variance.f32"), FloatFile.Read($"{stem}.y.f32"))
            : null;
    }

    private static NormalizedBatch Of(float[] mean, float[] variance, float[] output)
        => new(InDouble(mean), InDouble(variance), InDouble(output));

    private static double[] InDouble(float[] values) => [.. values.Select(value => (double)value)];
}
