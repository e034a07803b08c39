using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution;

/// <summary>
/// The gradient with respect to the input at stride 1, for outputs much smaller than their input. A full correlation would spend most
/// of its products on padding. Instead, products sum over filters and tap rows only, a row of sums for each tap column, of the width of the
/// output; then each input row gathers its tap columns' rows, shifted to their places.
/// </summary>
internal static unsafe class PatchGradient
{
    public static void Run(ThreadTeam team, in ConvolutionGeometry g, float* dy, float* weight, float* dx)
    {
        using ThreadTeam.Lease lease = team.Reserve();
        var body = new PatchGradientBody(g, dy, dx);
        float* scratch = team.SharedScratch(body.TableLength + ((nuint)team.Threads * body.WorkerLength));
        body = body.WithScratch(scratch);
        team.For(g.Groups, new PatchGradientWeights(g, weight, body.Weights));
        team.ForSimd(body.Tasks, body);
    }
}
