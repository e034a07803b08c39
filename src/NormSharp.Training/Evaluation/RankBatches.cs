using NormSharp.Data;
using NormSharp.Synchronization;

namespace NormSharp.Training;

/// <summary>Whole batches, shared out over ranks.</summary>
internal static class RankBatches
{
    /// <summary>Of the first batches of an epoch those that are a rank's share: one in as many as there are ranks.</summary>
    public static IEnumerable<BatchPart> Share(int epoch, int batches, Communicator ranks)
        => Enumerable.Range(0, batches).Where(i => i % ranks.RankCount == ranks.Rank).Select(i => new BatchPart(epoch, i));
}
