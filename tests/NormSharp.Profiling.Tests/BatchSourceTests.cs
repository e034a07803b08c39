using NormSharp.Data;

namespace NormSharp.Profiling.Tests;

/// <summary>What steps of a benchmark compute on.</summary>
public sealed class BatchSourceTests
{
    private static readonly ImageSet Images = RandomImages.Create(new ImageShape(1, 4, 4), 6);

    [Fact]
    public void Each_step_loads_the_next_batch()
    {
        var source = new BatchSource(Images, 2, shuffle: false);
        source.Load();
        float[] first = [.. source.Batch.ValidPixels];
        source.Load();
        Assert.NotEqual(first, source.Batch.ValidPixels.ToArray());
    }

    [Fact]
    public void A_batch_that_is_ready_stays()
    {
        var source = new BatchSource(Images, 2, shuffle: false, repeatsFirst: true);
        source.Load();
        float[] first = [.. source.Batch.ValidPixels];
        Assert.Contains(first, pixel => pixel != 0);
        source.Batch.Pixels[0] = 7;
        source.Load();
        Assert.Equal(7, source.Batch.Pixels[0]);
        Assert.Equal(first[1..], source.Batch.ValidPixels[1..].ToArray());
    }
}
