using System.Security.Cryptography;

namespace NormSharp.Data.Tests;

public sealed class GarmentTests
{
    [Theory]
    [InlineData(true, "F43AF8FF58BBDDC5E3890344EFD2F9AF10F02F1A2F2D231BEAE9CE573CAE59D7")]
    [InlineData(false, "3313780549F5EB8D4CF2887C4D0DC91E3F0EE8F0C18D563F3FF2FEE1A51AEBC8")]
    public void The_pictures_are_the_same_bytes_on_every_machine(bool train, string sum)
    {
        DataSplit split = DataSets.Open("garments");
        ImageSet set = train ? split.Train : split.Test;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < set.Count; i++)
        {
            hash.AppendData(set.Image(i));
            hash.AppendData([(byte)set.LabelOf(i)]);
        }

        Assert.Equal(sum, Convert.ToHexString(hash.GetHashAndReset()));
    }

    [Fact]
    public void A_picture_depends_on_its_number_alone()
    {
        ImageSet set = DataSets.Open("garments").Train;
        GarmentPainter painter = new();
        byte[] picture = new byte[set.Shape.Length];
        foreach (int i in (int[])[11_999, 5, 7_000, 5])
        {
            painter.Paint(set.LabelOf(i), GarmentSet.TrainSeed, (ulong)i, picture);
            Assert.Equal(set.Image(i), picture);
        }
    }

    [Fact]
    public void Classes_are_equally_frequent_and_no_picture_comes_twice()
    {
        DataSplit split = DataSets.Open("garments");
        Assert.All(DataStatistics.Compute(split.Train).ClassCounts, count => Assert.Equal(GarmentSet.TrainCount / 10, count));
        Assert.All(DataStatistics.Compute(split.Test).ClassCounts, count => Assert.Equal(GarmentSet.TestCount / 10, count));
        HashSet<string> seen = [];
        foreach (ImageSet set in (ImageSet[])[split.Train, split.Test])
        {
            for (int i = 0; i < set.Count; i++)
            {
                Assert.True(seen.Add(Convert.ToBase64String(set.Image(i))));
            }
        }
    }

    [Fact]
    public void Items_stand_on_black_and_fill_a_fair_part_of_the_picture()
    {
        ImageSet set = DataSets.Open("garments").Test;
        for (int i = 0; i < set.Count; i++)
        {
            int lit = set.Image(i).Length - set.Image(i).Count((byte)0);
            Assert.InRange(lit, 40, 700);
        }
    }

    [Fact]
    public void A_nearest_mean_classifier_is_far_above_chance_and_far_from_perfect()
    {
        DataSplit split = DataSets.Open("garments");
        float[][] means = [.. Enumerable.Range(0, 10).Select(_ => new float[784])];
        for (int i = 0; i < split.Train.Count; i++)
        {
            ReadOnlySpan<byte> image = split.Train.Image(i);
            float[] mean = means[split.Train.LabelOf(i)];
            for (int p = 0; p < mean.Length; p++)
            {
                mean[p] += image[p] / (GarmentSet.TrainCount / 10f);
            }
        }

        int right = Enumerable.Range(0, split.Test.Count).Count(i => Nearest(split.Test.Image(i), means) == split.Test.LabelOf(i));
        Assert.InRange(right / (double)split.Test.Count, 0.5, 0.75);
    }

    private static int Nearest(ReadOnlySpan<byte> image, float[][] means)
    {
        float[] distances = new float[means.Length];
        for (int label = 0; label < means.Length; label++)
        {
            for (int p = 0; p < image.Length; p++)
            {
                float difference = image[p] - means[label][p];
                distances[label] += difference * difference;
            }
        }

        return Array.IndexOf(distances, distances.Min());
    }
}
