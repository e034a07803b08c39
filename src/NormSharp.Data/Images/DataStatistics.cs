using System.Collections.Immutable;

namespace NormSharp.Data;

/// <summary>What is in a set: the mean and deviation of each channel, and the images of each class.</summary>
/// <param name="Mean">The mean of v/255, one a channel.</param>
/// <param name="Deviation">The population standard deviation of v/255, one a channel.</param>
/// <param name="ClassCounts">How many images each class has; empty without labels.</param>
public sealed record DataStatistics(ImmutableArray<float> Mean, ImmutableArray<float> Deviation, ImmutableArray<int> ClassCounts)
{
    /// <summary>Reads every image once. Sums are whole numbers, so the result is exact before its last rounding.</summary>
    /// <exception cref="DataException">The set could not be read.</exception>
    public static DataStatistics Compute(ImageSet set)
    {
        ImageShape shape = set.Shape;
        long[] sums = new long[shape.Channels];
        long[] squares = new long[shape.Channels];
        int[] classCounts = new int[set.ClassCount];
        for (int i = 0; i < set.Count; i++)
        {
            if (set.HasLabels)
            {
                classCounts[set.LabelOf(i)]++;
            }

            ReadOnlySpan<byte> image = set.Image(i);
            for (int channel = 0; channel < shape.Channels; channel++)
            {
                (long sum, long square) = Sums(image.Slice(channel * shape.PlaneLength, shape.PlaneLength));
                sums[channel] += sum;
                squares[channel] += square;
            }
        }

        double count = (double)set.Count * shape.PlaneLength;
        return new DataStatistics(
            [.. sums.Select(sum => (float)(sum / count / 255))],
            [.. sums.Zip(squares, (sum, square) =>
                (float)(Math.Sqrt((double)(((Int128)square * (Int128)count) - ((Int128)sum * sum))) / count / 255))],
            [.. classCounts]);
    }

    /// <summary>The normalization that gives each channel mean 0 and deviation 1; a constant channel is only centred.</summary>
    public Normalization ToNormalization() => new(Mean, [.. Deviation.Select(deviation => deviation > 0 ? deviation : 1)]);

    private static (long Sum, long Squares) Sums(ReadOnlySpan<byte> values)
    {
        long sum = 0;
        long squares = 0;
        foreach (byte value in values)
        {
            sum += value;
            squares += value * value;
        }

        return (sum, squares);
    }
}
