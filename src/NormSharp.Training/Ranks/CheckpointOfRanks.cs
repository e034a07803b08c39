using NormSharp.Serialization;
using NormSharp.Synchronization;

namespace NormSharp.Training;

/// <summary>Brings the checkpoint that the first rank continues from to all: others need not see its disk.</summary>
internal static class CheckpointOfRanks
{
    /// <summary>Restores it on every rank, and gives how far the training was; null where there is none.</summary>
    /// <param name="ranks">What joins the ranks, or the shards.</param>
    /// <param name="own">The checkpoint, on the first rank.</param>
    /// <param name="state">What is restored.</param>
    public static TrainingProgress? Restore(Communicator ranks, Checkpoint? own, TrainingState state)
    {
        if (ranks.RankCount == 1)
        {
            return own is null ? null : state.Restore(own);
        }

        byte[] model = ranks.Broadcast(own is null ? [] : File.ReadAllBytes(own.ModelPath));
        byte[] beside = ranks.Broadcast(own is null ? [] : File.ReadAllBytes(own.StatePath));
        if (model.Length == 0)
        {
            return null;
        }

        if (own is not null)
        {
            return state.Restore(own, ranks.Rank);
        }

        using var folder = ScratchFolder.Create();
        var copy = new Checkpoint(0, folder.Path);
        File.WriteAllBytes(copy.ModelPath, model);
        File.WriteAllBytes(copy.StatePath, beside);
        return state.Restore(copy, ranks.Rank);
    }
}
