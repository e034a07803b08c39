using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Studies.Experiments;

/// <summary>Centres and scales each feature with constants: (x − mean) / deviation.</summary>
/// <param name="mean">One a feature.</param>
/// <param name="deviation">One a feature, none of them 0.</param>
internal sealed class Standardization(float[] mean, float[] deviation) : Module
{
    private readonly Tensor _mean = Tensor.From(mean, [1, mean.Length]);
    private readonly Tensor _scale = Tensor.From([.. deviation.Select(value => 1 / value)], [1, deviation.Length]);

    /// <summary>
    /// The constants that give each pixel of v/255 mean 0 and population deviation 1 over a set; a pixel that never changes is only
    /// centred.
    /// </summary>
    public static Standardization PerPixel(ImageSet set)
    {
        int pixels = set.Shape.Length;
        long[] sums = new long[pixels];
        long[] squares = new long[pixels];
        for (int i = 0; i < set.Count; i++)
        {
            ReadOnlySpan<byte> image = set.Image(i);
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                sums[pixel] += image[pixel];
                squares[pixel] += image[pixel] * image[pixel];
            }
        }

        // n·Σv² − (Σv)² in whole numbers is n²·255² times the variance, and exactly 0 where a pixel never changes.
        double count = set.Count;
        return new Standardization(
            [.. sums.Select(sum => (float)(sum / count / 255))],
            [.. sums.Zip(
                squares,
                (sum, square) => ((set.Count * square) - (sum * sum)) is > 0 and long spread
                    ? (float)(Math.Sqrt(spread) / count / 255)
                    : 1)]);
    }

    protected override Tensor OnForward(Tensor x) => (x - _mean) * _scale;
}
