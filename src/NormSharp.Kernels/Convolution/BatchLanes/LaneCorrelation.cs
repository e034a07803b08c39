using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.BatchLanes;

/// <summary>
/// A correlation of small images with the batch along the vectors: a tile of images is brought side by side, position by position, so that
/// every vector is full however narrow the images are, and taps that would meet padding are left out instead of multiplied by zero.
/// </summary>
internal static unsafe class LaneCorrelation
{
    /// <summary>Floats of scratch memory that <see cref="Run"/> needs.</summary>
    public static nuint ScratchLength(in Correlation correlation, int bandFloats, int threads)
    {
        var body = new LaneCorrelationBody(correlation, bandFloats, null);
        return body.SharedLength + ((nuint)threads * body.WorkerLength);
    }

    /// <summary>Runs a correlation whose outputs are contiguous; the caller holds the team and the scratch memory.</summary>
    public static void Run(ThreadTeam team, in Correlation correlation, int bandFloats, float* scratch)
    {
        var body = new LaneCorrelationBody(correlation, bandFloats, scratch);
        body.FillTables();
        team.ForSimd(body.Tasks, body);
    }
}
