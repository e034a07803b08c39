using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.BatchLanes;

/// <summary>
/// A correlation of small images with the batch along the vectors: a tile of images is brought side by side, position by position, so that
/// every vector is full however narrow the images are, and taps that would meet padding are left out instead of multiplied by zero.
/// </summary>
internal static unsafe class LaneCorrelation
{
    /// <summary>Floats of scratch memory that a run needs.</summary>
    public static nuint ScratchLength(ThreadTeam team, in Correlation correlation)
    {
        var body = new LaneCorrelationBody(correlation, null);
        return body.SharedLength + ((nuint)team.Threads * body.WorkerLength);
    }

    /// <summary>Runs a correlation whose outputs are contiguous.</summary>
    public static void Run(ThreadTeam team, in Correlation correlation)
    {
        using ThreadTeam.Lease lease = team.Reserve();
        Run(team, correlation, team.SharedScratch(ScratchLength(team, correlation)));
    }

    /// <summary>The same; the caller holds the team and the scratch memory.</summary>
    public static void Run(ThreadTeam team, in Correlation correlation, float* scratch)
    {
        var body = new LaneCorrelationBody(correlation, scratch);
        body.FillTables();
        team.ForSimd(body.Tasks, body);
    }
}
