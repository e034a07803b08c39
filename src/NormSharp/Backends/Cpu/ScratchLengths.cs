using NormSharp.Kernels.Convolution;
using NormSharp.Kernels.Convolution.Passes;
using NormSharp.Kernels.Gemm;
using NormSharp.Kernels.Machine;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>How many floats of scratch memory kernels of this machine take, with a thread for each processor.</summary>
internal static class ScratchLengths
{
    private const long PerChannel = 24;

    /// <summary>A convolution's forward pass.</summary>
    public static long Of(in ConvolutionGeometry g)
    {
        if (g.Batch == 0)
        {
            return 0;
        }

        ForwardAlgorithm algorithm = ConvolutionPlans.Current.Forward.Choose(g);
        return Whole(algorithm.ScratchLength(g, Environment.ProcessorCount));
    }

    /// <summary>A convolution's gradient by its input, which is the forward pass of a transposed one.</summary>
    public static long OfInputGradient(in ConvolutionGeometry g)
        => g.Batch == 0 ? 0 : Whole(ConvolutionPlans.Current.InputGradient.Choose(g).ScratchLength(g, Environment.ProcessorCount));

    /// <summary>The product of an input [.., in] with a weight [out, in].</summary>
    public static long Of(Shape x, Shape weight)
    {
        int rows = (int)Math.Min(SizeLimits.Product(x.AsSpan()) / Math.Max(1, x[^1]), SizeLimits.Numbers);
        GemmShape shape = GemmShape.Contiguous(rows, weight[0], weight[1], transposeB: true);
        GemmAlgorithm algorithm = GemmPlan.Of(MachineDescription.Current).Choose(shape);
        return Whole(algorithm.ScratchLength(shape, Environment.ProcessorCount));
    }

    /// <summary>
    /// The normalization of each channel of each sample: sums in double, coefficients, and statistics. Beside planes of a few pixels they
    /// are more than the planes.
    /// </summary>
    public static long OfEachChannel(Shape x) => x.Rank < 2 ? 0 : PerChannel * SizeLimits.Product(x.AsSpan()[..2]);

    private static long Whole(nuint length) => (long)Math.Min((ulong)length, long.MaxValue);
}
