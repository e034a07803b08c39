namespace NormSharp.Data.Tests;

public sealed class BatchLoaderTests
{
    private static readonly ImageShape Small = new(1, 3, 4);

    [Theory]
    [InlineData(103, 10, LastBatch.Short, 11, 10, 3)]
    [InlineData(103, 10, LastBatch.Drop, 10, 10, 10)]
    [InlineData(103, 10, LastBatch.Even, 11, 9, 10)]
    [InlineData(101, 10, LastBatch.Even, 11, 9, 10)]
    [InlineData(100, 10, LastBatch.Even, 10, 10, 10)]
    [InlineData(7, 10, LastBatch.Even, 1, 7, 7)]
    [InlineData(7, 10, LastBatch.Short, 1, 7, 7)]
    public void Every_image_comes_once_an_epoch(int images, int batchSize, LastBatch lastBatch, int batches, int smallestOfOthers, int last)
    {
        BatchLoader loader = new(SampleFiles.Numbered(images, Small),
            new() { BatchSize = batchSize, LastBatch = lastBatch, Shuffle = true, Seed = 3 });
        Assert.Equal(batches, loader.BatchesPerEpoch);
        ImageBatch batch = loader.CreateBatch();
        List<int> seen = [];
        for (int b = 0; b < batches; b++)
        {
            loader.Load(0, b, batch);
            Assert.InRange(batch.Count, b == batches - 1 ? last : smallestOfOthers, batchSize);
            seen.AddRange(Images(batch));
        }

        Assert.Equal(last, batch.Count);
        Assert.Equal(last * 12, batch.ValidPixels.Length);
        Assert.Equal(lastBatch == LastBatch.Drop ? batches * batchSize : images, seen.Distinct().Count());
        Assert.Equal(loader.ImagesPerEpoch, seen.Count);
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    [Fact]
    public void Labels_go_with_their_images()
    {
        BatchLoader loader = new(SampleFiles.Numbered(97, Small), new() { BatchSize = 32, Shuffle = true, Seed = 8 });
        ImageBatch batch = loader.CreateBatch();
        loader.Load(2, 1, batch);
        Assert.Equal(Images(batch).Select(image => image % 10), batch.ValidLabels.ToArray());
    }

    [Fact]
    public void Without_shuffling_the_order_is_that_of_the_set()
    {
        BatchLoader loader = new(SampleFiles.Numbered(20, Small), new() { BatchSize = 6 });
        ImageBatch batch = loader.CreateBatch();
        loader.Load(5, 3, batch);
        Assert.Equal([15, 16, 17, 18, 19], Images(batch));
    }

    [Fact]
    public void Orders_differ_by_epoch_and_seed_and_from_the_sets_order()
    {
        ImageSet set = SampleFiles.Numbered(200, Small);
        int[] first = Order(set, seed: 1, epoch: 0);
        Assert.NotEqual(Enumerable.Range(0, 200), first);
        Assert.NotEqual(first, Order(set, seed: 1, epoch: 1));
        Assert.NotEqual(first, Order(set, seed: 2, epoch: 0));
        Assert.Equal(first, Order(set, seed: 1, epoch: 0));
        // A uniform permutation leaves one image in its place on average; these are far from sorted.
        Assert.InRange(first.Where((image, i) => image == i).Count(), 0, 8);
    }

    [Fact]
    public void A_batch_is_the_same_whatever_was_loaded_before()
    {
        ImageSet set = SampleFiles.Random(50, new ImageShape(3, 6, 6));
        Augmentation augmentation = new() { MaxShift = 2, HorizontalFlip = true };
        BatchLoaderOptions options = new() { BatchSize = 16, Shuffle = true, Seed = 4, Augmentation = augmentation };
        BatchLoader one = new(set, options);
        BatchLoader other = new(set, options);
        ImageBatch expected = one.CreateBatch();
        ImageBatch actual = other.CreateBatch();
        other.Load(7, 0, actual);
        foreach ((int epoch, int b) in ((int, int)[])[(2, 3), (0, 1), (2, 0), (0, 1)])
        {
            one.Load(0, 0, expected);
            one.Load(epoch, b, expected);
            other.Load(epoch, b, actual);
            Assert.Equal(expected.ValidPixels.ToArray(), actual.ValidPixels.ToArray());
            Assert.Equal(expected.ValidLabels.ToArray(), actual.ValidLabels.ToArray());
        }
    }

    [Fact]
    public void The_augmentation_of_an_image_does_not_depend_on_its_batch()
    {
        ImageSet set = SampleFiles.Random(40, new ImageShape(1, 8, 8));
        BatchLoaderOptions options = new() { BatchSize = 40, Seed = 4, Augmentation = new() { MaxShift = 3, HorizontalFlip = true } };
        BatchLoader whole = new(set, options);
        BatchLoader halves = new(set, options with { BatchSize = 20 });
        ImageBatch all = whole.CreateBatch();
        ImageBatch half = halves.CreateBatch();
        whole.Load(3, 0, all);
        halves.Load(3, 1, half);
        Assert.Equal(all.ValidPixels[(20 * 64)..].ToArray(), half.ValidPixels.ToArray());
        halves.Load(4, 1, half);
        Assert.NotEqual(all.ValidPixels[(20 * 64)..].ToArray(), half.ValidPixels.ToArray());
    }

    [Fact]
    public void A_pixel_becomes_its_share_of_255()
    {
        byte[] pixels = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        BatchLoader loader = new(new InMemoryImageSet("ramp", new(1, 1, 256), ["only"], pixels, [0]), new());
        ImageBatch batch = loader.CreateBatch();
        loader.Load(0, 0, batch);
        for (int i = 0; i < 256; i++)
        {
            Assert.Equal(i / 255f, batch.Pixels[i], 1e-7f);
        }

        Assert.Equal(1f, batch.Pixels[255]);
    }

    [Fact]
    public void Normalised_batches_have_mean_0_and_deviation_1_in_every_channel()
    {
        ImageSet set = Skewed(300, new ImageShape(3, 5, 7));
        Normalization normalization = DataStatistics.Compute(set).ToNormalization();
        BatchLoader loader = new(set, new() { BatchSize = 300, Shuffle = true, Normalization = normalization });
        ImageBatch batch = loader.CreateBatch();
        loader.Load(0, 0, batch);
        for (int channel = 0; channel < 3; channel++)
        {
            double[] values = [.. Enumerable.Range(0, 300 * 35)
                .Select(i => (double)batch.Pixels[(i / 35 * 105) + (channel * 35) + (i % 35)])];
            double mean = values.Average();
            Assert.Equal(0, mean, 1e-5);
            Assert.Equal(1, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))), 1e-5);
        }
    }

    [Fact]
    public void Loading_allocates_nothing_once_warm()
    {
        BatchLoader loader = new(SampleFiles.Random(512, new ImageShape(1, 28, 28)),
            new() { BatchSize = 128, Shuffle = true, Augmentation = new() { MaxShift = 2, HorizontalFlip = true } });
        ImageBatch batch = loader.CreateBatch();
        loader.Load(0, 0, batch);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 8; i++)
        {
            loader.Load(i / 4, i % 4, batch);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Wrong_use_is_refused()
    {
        ImageSet set = SampleFiles.Numbered(20, Small);
        Assert.Contains("batch size is 0", Assert.Throws<ArgumentException>(() => new BatchLoader(set, new() { BatchSize = 0 })).Message);
        Assert.Throws<ArgumentException>(() => new BatchLoader(set, new() { BatchSize = 21, LastBatch = LastBatch.Drop }));
        Assert.Throws<ArgumentException>(() => new BatchLoader(set, new() { Augmentation = new() { MaxShift = 3 } }));
        Assert.Throws<ArgumentException>(() => new BatchLoader(set, new() { Augmentation = new() { MaxShift = -1 } }));
        Assert.Throws<ArgumentException>(() => new BatchLoader(set, new() { Normalization = new([0, 0], [1, 1]) }));
        Assert.Throws<ArgumentException>(() => new BatchLoader(set, new() { Normalization = new([0], [0]) }));
        Assert.Throws<ArgumentException>(() => new BatchLoader(set, new() { Normalization = new([float.NaN], [1]) }));
        BatchLoader loader = new(set, new() { BatchSize = 10 });
        Assert.Throws<ArgumentOutOfRangeException>(() => loader.Load(0, 2, loader.CreateBatch()));
        Assert.Throws<ArgumentOutOfRangeException>(() => loader.Load(-1, 0, loader.CreateBatch()));
        Assert.Throws<ArgumentException>(() => loader.Load(0, 0, new ImageBatch(Small, 9)));
        Assert.Throws<ArgumentException>(() => loader.Load(0, 0, new ImageBatch(new(1, 4, 3), 10)));
    }

    private static InMemoryImageSet Skewed(int count, ImageShape shape)
    {
        byte[] pixels = SampleFiles.RandomBytes(count * shape.Length);
        for (int i = 0; i < pixels.Length; i++)
        {
            // Channel 0 dark, channel 1 light and flat, channel 2 as it is.
            int channel = i / shape.PlaneLength % 3;
            pixels[i] = channel == 0 ? (byte)(pixels[i] / 4) : channel == 1 ? (byte)(200 + (pixels[i] / 16)) : pixels[i];
        }

        return new InMemoryImageSet("skewed", shape, ["only"], pixels, new byte[count]);
    }

    private static int[] Order(ImageSet set, ulong seed, int epoch)
    {
        BatchLoader loader = new(set, new() { BatchSize = set.Count, Shuffle = true, Seed = seed });
        ImageBatch batch = loader.CreateBatch();
        loader.Load(epoch, 0, batch);
        return Images(batch);
    }

    private static int[] Images(ImageBatch batch) =>
        [.. Enumerable.Range(0, batch.Count).Select(i => (int)MathF.Round(batch.Pixels[i * batch.Shape.Length] * 255))];
}
