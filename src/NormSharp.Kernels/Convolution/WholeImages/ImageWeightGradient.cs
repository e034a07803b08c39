using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.WholeImages;

/// <summary>
/// The gradient with respect to the weight for few channels and few filters, with an image's positions along the vectors: every tap's products are added up lane by lane over a chunk
/// of the batch, then over the lanes, then over the chunks in double, in order. Nothing is copied unless the input is padded.
/// </summary>
internal static unsafe class ImageWeightGradient
{
    /// <summary>dWeight of a forward pass that <see cref="ImageShape.GradientFits"/>, and dBias unless it is null: dy is in a cache then.</summary>
    public static void Run(ThreadTeam team, in Correlation forward, float* dy, float* dWeight, float* dBias = null)
    {
        using ThreadTeam.Lease lease = team.Reserve();
        int filters = forward.Groups * forward.Filters;
        var body = new ImageWeightGradientBody(forward, dy, dBias != null);
        body = body.WithScratch(team.SharedScratch(body.SharedLength + ((nuint)team.Threads * body.WorkerLength)));
        team.ForSimd(body.Tasks, body);
        var merge = new WeightGradientMerge(body.Partials, dWeight, body.Chunks, filters * forward.Terms, filters, forward.Terms, null);
        team.ForDoubleSimd(merge.Tasks, merge);
        for (int filter = 0; dBias != null && filter < filters; filter++)
        {
            double total = 0;
            for (int chunk = 0; chunk < body.Chunks; chunk++)
            {
                total += body.BiasPartials[((nint)chunk * filters) + filter];
            }

            dBias[filter] = (float)total;
        }
    }
}
