namespace NormSharp.Data.Tests;

public sealed class BatchFeedTests
{
    private static readonly ImageShape Shape = new(3, 8, 8);

    private static readonly BatchLoaderOptions Options = new()
    {
        BatchSize = 7,
        Shuffle = true,
        Seed = 5,
        Augmentation = new Augmentation { CropArea = 0.3, HorizontalFlip = true, ColorJitter = 0.2, Mixup = 0.4 },
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Batches_made_ahead_have_the_bits_of_those_made_when_taken(int workers)
    {
        ImageSet set = SampleFiles.Random(50, Shape);
        BatchPart[] order = [.. Enumerable.Range(0, 24).Select(i => new BatchPart(i / 8, i % 8))];
        using var now = new BatchFeed(set, Options, order, 7, workers: 0);
        using var ahead = new BatchFeed(set, Options, order, 7, workers);
        foreach (BatchPart _ in order)
        {
            (ImageBatch expected, ImageBatch actual) = (now.Next(), ahead.Next());
            Assert.True(expected.ValidPixels.SequenceEqual(actual.ValidPixels));
            Assert.True(expected.ValidLabels.SequenceEqual(actual.ValidLabels));
            Assert.Equal(expected.MixedLabels![..expected.Count], actual.MixedLabels![..actual.Count]);
            Assert.Equal(expected.Shares![..expected.Count], actual.Shares![..actual.Count]);
        }

        Assert.Throws<InvalidOperationException>(now.Next);
        Assert.Throws<InvalidOperationException>(ahead.Next);
        Assert.True(ahead.ImagesPerSecond > 0);
    }

    [Fact]
    public void A_batch_stays_as_it_is_while_others_are_made()
    {
        using var feed = new BatchFeed(
            SampleFiles.Random(50, Shape), Options, Enumerable.Range(0, 8).Select(i => new BatchPart(0, i)), 7, workers: 2);
        for (int i = 0; i < 8; i++)
        {
            ImageBatch batch = feed.Next();
            float[] before = batch.ValidPixels.ToArray();
            Thread.Sleep(1);
            Assert.True(batch.ValidPixels.SequenceEqual(before));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void What_cannot_be_read_is_said_where_it_is_taken(int workers)
    {
        using var feed = new BatchFeed(
            new Failing(), new BatchLoaderOptions { BatchSize = 1 }, Enumerable.Range(0, 4).Select(i => new BatchPart(0, i)), 1, workers);
        Assert.Equal(1, feed.Next().Count);
        Assert.Equal(1, feed.Next().Count);
        Assert.Contains("gone", Assert.Throws<DataFormatException>(feed.Next).Message, StringComparison.Ordinal);
        Assert.Equal(1, feed.Next().Count);
    }

    [Fact]
    public void It_can_be_left_at_any_moment()
    {
        for (int taken = 0; taken < 6; taken++)
        {
            using var feed = new BatchFeed(
                SampleFiles.Random(50, Shape), Options, Enumerable.Range(0, 1000).Select(i => new BatchPart(i, 0)), 7, workers: 3);
            for (int i = 0; i < taken; i++)
            {
                feed.Next();
            }
        }
    }

    private sealed class Failing : ImageSet
    {
        public override string Name => "failing";

        public override int Count => 4;

        public override ImageShape Shape => new(1, 2, 2);

        public override IReadOnlyList<string> ClassNames => ["a", "b"];

        internal override bool IsSlow => true;

        public override int LabelOf(int index) => index % 2;

        public override ReadOnlySpan<byte> Image(int index)
            => index == 2 ? throw new DataFormatException("2.png", "is gone.") : new byte[4];
    }
}
