using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.BatchLanes;

/// <summary>
/// The gradient with respect to the weight for small images, with the batch along the vectors: every tap's products are added up lane by lane over
/// the positions and tiles of a chunk of the batch, then over the lanes, then over the chunks in double, in order.
/// </summary>
internal static unsafe class LaneWeightGradient
{
    /// <summary>dWeight of a forward pass.</summary>
    public static void Run(ThreadTeam team, in Correlation forward, float* dy, float* dWeight)
    {
        using ThreadTeam.Lease lease = team.Reserve();
        int filters = forward.Groups * forward.Filters;
        int length = filters * forward.Terms;
        var body = new LaneWeightGradientBody(forward, dy);
        body = body.WithScratch(team.SharedScratch(body.SharedLength + ((nuint)team.Threads * body.WorkerLength)));
        team.ForSimd(body.Tasks, body);
        var merge = new WeightGradientMerge(body.Partials, dWeight, body.Chunks, length, filters, forward.Terms, null);
        team.ForDoubleSimd(merge.Tasks, merge);
    }
}
