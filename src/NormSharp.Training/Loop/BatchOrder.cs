using NormSharp.Data;
using NormSharp.Synchronization;

namespace NormSharp.Training;

/// <summary>The order in which a training takes its batches.</summary>
internal static class BatchOrder
{
    /// <summary>From where a training is to its last epoch, this rank's parts of each batch.</summary>
    public static IEnumerable<BatchPart> Of(BatchLoader loader, RankShare ranks, (int Epoch, int Batch) start, int epochs)
    {
        for ((int epoch, int batch) = start; epoch < epochs; (epoch, batch) = (epoch + 1, 0))
        {
            for (; batch < loader.BatchesPerEpoch; batch++)
            {
                (Range own, int parts) = ranks.PartsOf(loader.CountOf(batch));
                for (int part = own.Start.Value; part < own.End.Value; part++)
                {
                    yield return new BatchPart(epoch, batch, part, parts);
                }
            }
        }
    }
}
