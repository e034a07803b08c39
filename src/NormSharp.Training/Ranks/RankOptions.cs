using System.Text.Json.Nodes;
using NormSharp.Synchronization;

namespace NormSharp.Training;

/// <summary>The options of one of several ranks.</summary>
internal static class RankOptions
{
    /// <summary>With the number of shards made known, and nothing to write but on the first rank.</summary>
    /// <exception cref="NormSharpException">There are more ranks than shards.</exception>
    public static TrainerOptions Of(TrainerOptions options, Communicator ranks)
    {
        int shards = Shards(options, ranks);
        if (shards < ranks.RankCount)
        {
            throw new NormSharpException(
                $"{(options.Resume ? "the run that is to be continued cuts each step" : "each step is cut")} into "
                    + $"{shards} {(shards == 1 ? "shard" : "shards")}, and {ranks.RankCount} ranks need one each; take fewer ranks, or "
                    + "start with more shards");
        }

        options = options with { Shards = shards > 1 ? shards : options.Shards };
        return ranks.Rank == 0 ? options : options with { OutputFolder = null, Resume = false };
    }

    private static int Shards(TrainerOptions options, Communicator ranks)
    {
        if (options.Shards is int given)
        {
            return given;
        }

        if (!options.Resume)
        {
            return ranks.RankCount;
        }

        // What the run was started with; only the first rank need see its folder.
        int ofRun = 1;
        if (ranks.Rank == 0)
        {
            using RunFolder folder = RunFolder.Open(options.OutputFolder!);
            ofRun = (int?)(folder.Run["options"] as JsonObject)?["shards"] ?? 1;
        }

        Span<double> message = [ofRun];
        ranks.AllReduce(message, static (_, _) => { });
        return (int)message[0];
    }
}
