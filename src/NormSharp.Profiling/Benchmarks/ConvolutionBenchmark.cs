using NormSharp.Backends;
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

    /// <summary>Times every algorithm of each pass that can compute this geometry, by itself: without layer and tape.</summary>
    /// <param name="threads">Threads that compute.</param>
    /// <param name="options">For how long, all algorithms together.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <returns>All algorithms, pass by pass, in the order in which the plan asks them.</returns>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public IReadOnlyList<AlgorithmTiming> RunAlgorithms(int threads, MeasurementOptions options, CancellationToken cancellation = default)
    {
        ConvolutionGeometry g = Geometry;
        using var backend = new CpuBackend(threads);
        var convolution = (CpuConvolution)backend.Convolution;
        Tensor x = RandomNumbers.Tensor([g.Batch, g.InChannels, g.Height, g.Width], 1);
        Tensor weight = RandomNumbers.Tensor([g.OutChannels, g.InChannelsPerGroup, g.KernelHeight, g.KernelWidth], 2);
        Tensor y = RandomNumbers.Tensor([g.Batch, g.OutChannels, g.OutHeight, g.OutWidth], 3);
        // A gradient as large as the operand that it belongs to takes its place.
        AlgorithmRun[] runs =
        [
            .. Enum.GetValues<ConvolutionPass>().SelectMany(pass => convolution.Algorithms(pass, g).Select(one => new AlgorithmRun(
                NameOf(pass), one, () => convolution.Run(pass, one.Name, g, x, weight, y)))),
        ];
        return AlgorithmRun.Time(runs, options, cancellation);
    }

    private static string NameOf(ConvolutionPass pass) => pass switch
    {
        ConvolutionPass.Forward => "forward",
        ConvolutionPass.InputGradient => "input gradient",
        _ => "weight gradient",
    };
}
