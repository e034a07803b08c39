namespace NormSharp.Data.Tests;

/// <summary>Mixed images, and epochs in which every class comes equally often.</summary>
public sealed class MixingTests
{
    private static readonly ImageShape Small = new(1, 3, 4);

    [Fact]
    public void A_mixed_image_is_the_sum_of_two_by_their_shares()
    {
        ImageSet set = SampleFiles.Random(20, Small);
        var plain = new BatchLoaderOptions { BatchSize = 20, Shuffle = true, Seed = 3 };
        ImageBatch batch = Load(set, plain with { Augmentation = new Augmentation { Mixup = 1 } });
        ImageBatch whole = Load(set, plain);
        Assert.Equal(whole.ValidLabels.ToArray(), batch.ValidLabels.ToArray());
        Assert.All(batch.Shares!, share => Assert.InRange(share, 0.5f, 1));
        Assert.True(batch.Shares!.Distinct().Count() > 10);
        for (int i = 0; i < 20; i++)
        {
            float share = batch.Shares![i];
            float[] mixed = Pixels(batch, i);
            float[] own = Pixels(whole, i);
            Assert.Contains(Enumerable.Range(0, 20), other => whole.Labels[other] == batch.MixedLabels![i]
                && Pixels(whole, other).Select((value, p) => Math.Abs((own[p] * share) + (value * (1 - share)) - mixed[p])).Max() < 1e-6);
        }
    }

    [Fact]
    public void What_an_image_is_mixed_with_depends_on_seed_epoch_and_image_alone()
    {
        ImageSet set = SampleFiles.Random(20, Small);
        BatchLoaderOptions options = new() { BatchSize = 20, Seed = 3, Augmentation = new Augmentation { Mixup = 0.3, MaxShift = 1 } };
        ImageBatch whole = Load(set, options);
        ImageBatch parts = new(Small, 4);
        new BatchLoader(set, options with { BatchSize = 4 }).Load(0, 2, parts);
        Assert.Equal(Pixels(whole, 9), Pixels(parts, 1));
        Assert.NotEqual(whole.Shares, Load(set, options, epoch: 1).Shares);
        Assert.NotEqual(whole.Shares, Load(set, options with { Seed = 4 }).Shares);
    }

    [Fact]
    public void Every_class_comes_equally_often_in_a_balanced_epoch()
    {
        // 60 of class 0, 6 of class 1, none of class 2, 1 of class 3.
        byte[] labels = [.. Enumerable.Repeat((byte)0, 60), .. Enumerable.Repeat((byte)1, 6), 3];
        var set = new InMemoryImageSet("uneven", Small, ["a", "b", "c", "d"], SampleFiles.RandomBytes(67 * 12), labels);
        BatchLoaderOptions options = new() { BatchSize = 67, Shuffle = true, Seed = 2, SampleClassesEvenly = true };
        ImageBatch batch = Load(set, options);
        int[] counts = [.. Enumerable.Range(0, 4).Select(label => batch.ValidLabels.ToArray().Count(other => other == label))];
        Assert.Equal(0, counts[2]);
        Assert.All([counts[0], counts[1], counts[3]], count => Assert.InRange(count, 22, 23));
        Assert.Equal(batch.ValidPixels.ToArray(), Load(set, options).ValidPixels.ToArray());
        Assert.NotEqual(batch.ValidLabels.ToArray(), Load(set, options, epoch: 1).ValidLabels.ToArray());

        // Each of the six comes three or four times, none twice before all have come once.
        float[][] seconds = [.. Enumerable.Range(0, 67).Where(i => batch.Labels[i] == 1).Select(i => Pixels(batch, i))];
        Assert.Equal(6, seconds.Select(pixels => string.Join(',', pixels)).Distinct().Count());
        Assert.All(seconds.GroupBy(pixels => string.Join(',', pixels)), group => Assert.InRange(group.Count(), 3, 4));

        // Copies are not changed alike, and an epoch does not depend on those before it.
        BatchLoaderOptions shifted = options with { Augmentation = new Augmentation { MaxShift = 2 } };
        ImageBatch moved = Load(set, shifted);
        float[][] copies = [.. Enumerable.Range(0, 67).Where(i => moved.Labels[i] == 3).Select(i => Pixels(moved, i))];
        Assert.True(copies.Select(pixels => string.Join(',', pixels)).Distinct().Count() > 5);
        var loader = new BatchLoader(set, options);
        ImageBatch later = loader.CreateBatch();
        loader.Load(0, 0, later);
        loader.Load(4, 0, later);
        Assert.Equal(Load(set, options, epoch: 4).ValidPixels.ToArray(), later.ValidPixels.ToArray());
    }

    private static ImageBatch Load(ImageSet set, BatchLoaderOptions options, int epoch = 0)
    {
        var loader = new BatchLoader(set, options);
        ImageBatch batch = loader.CreateBatch();
        loader.Load(epoch, 0, batch);
        return batch;
    }

    private static float[] Pixels(ImageBatch batch, int index) => batch.Pixels.AsSpan(index * Small.Length, Small.Length).ToArray();
}
