using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>A convolution without bias, as a layer.</summary>
/// <param name="Geometry">Its sizes.</param>
internal sealed record ConvolutionBenchmark(ConvolutionGeometry Geometry)
{
    // Each of output, weight gradient and input gradient is one product of the same size.
    private const int Products = 3;

    /// <summary>Measures the forward pass, and forward with both gradients.</summary>
    /// <param name="threads">Threads that compute.</param>
    /// <param name="options">For how long.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public BenchmarkResult Run(int threads, MeasurementOptions options, CancellationToken cancellation = default)
    {
        ConvolutionGeometry g = Geometry;
        var settings = new Conv2dOptions
        {
            Stride = new Size2d(g.StrideHeight, g.StrideWidth),
            Padding = new Size2d(g.PaddingHeight, g.PaddingWidth),
            Dilation = new Size2d(g.DilationHeight, g.DilationWidth),
            Groups = g.Groups,
            Bias = false,
        };
        Work forward = KernelWork.Convolution(g);
        return LayerBenchmark.Run(
            new Conv2d(g.InChannels, g.OutChannels, new Size2d(g.KernelHeight, g.KernelWidth), settings),
            [g.Batch, g.InChannels, g.Height, g.Width],
            forward,
            Products * forward,
            threads,
            options,
            cancellation);
    }
}
