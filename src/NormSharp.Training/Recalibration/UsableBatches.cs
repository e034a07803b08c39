namespace NormSharp.Training.Recalibration;

/// <summary>How many batches of an epoch have statistics.</summary>
internal static class UsableBatches
{
    /// <summary>
    /// All of them, but for a last one of a single image, which behind a linear layer has one value a channel and no variance.
    /// As the order differs from epoch to epoch, no image is left out for good.
    /// </summary>
    public static int Count(int images, int batchSize)
    {
        int full = images / batchSize;
        int rest = images % batchSize;
        return rest == 0 || (rest == 1 && full > 0) ? full : full + 1;
    }
}
