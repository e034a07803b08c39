using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>Batch normalization with the activation after it, as layers in training mode.</summary>
/// <param name="Shape">[N, C, …].</param>
/// <param name="Activation">What follows; <see cref="ActivationKind.Identity"/> for nothing.</param>
internal sealed record BatchNormBenchmark(Shape Shape, ActivationKind Activation)
{
    // Forward: the statistics read x, normalizing reads x and writes y.
    private const int ForwardPasses = 3;

    // Backward: the sums read dy and x or y; the gradient reads them again and writes dx.
    private const int BackwardPasses = 5;

    /// <summary>Measures the forward pass, and forward and backward together.</summary>
    /// <param name="threads">Threads that compute.</param>
    /// <param name="options">For how long.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    /// <exception cref="LayerException">The shape leaves one value a channel.</exception>
    public BenchmarkResult Run(int threads, MeasurementOptions options, CancellationToken cancellation = default)
    {
        Module[] layers = Activation == ActivationKind.Identity
            ? [new BatchNorm(Shape[1])]
            : [new BatchNorm(Shape[1]), Layer(Activation)];
        double bytes = (double)Shape.ElementCount * sizeof(float);
        return LayerBenchmark.Run(
            new Sequential(layers),
            Shape,
            new Work(0, ForwardPasses * bytes),
            new Work(0, (ForwardPasses + BackwardPasses) * bytes),
            threads,
            options,
            cancellation);
    }

    /// <summary>Times every algorithm of each pass that can compute this shape, by itself: without layer and tape.</summary>
    /// <param name="threads">Threads that compute.</param>
    /// <param name="options">For how long, all algorithms together.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <returns>All algorithms, pass by pass, in the order in which the plan asks them.</returns>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public IReadOnlyList<AlgorithmTiming> RunAlgorithms(int threads, MeasurementOptions options, CancellationToken cancellation = default)
    {
        using var backend = new CpuBackend(threads);
        var normalization = (CpuNormalization)backend.Normalization;
        var activation = new Activation(Activation);
        Tensor x = RandomNumbers.Tensor(Shape, 1);
        Tensor y = Tensor.Zeros(Shape);
        Tensor dy = RandomNumbers.Tensor(Shape, 2);
        Tensor dx = Tensor.Zeros(Shape);
        double[] statistics = new double[3 * Shape[1]];
        AlgorithmRun[] runs =
        [
            .. normalization.ForwardAlgorithms(x).Select(one => new AlgorithmRun(
                "forward", one, () => normalization.RunForward(one.Name, x, activation, statistics, y))),
            .. normalization.GradientAlgorithms(x).Select(one => new AlgorithmRun(
                "gradient", one, () => normalization.RunGradient(one.Name, x, activation, statistics, y, dy, dx))),
        ];
        return AlgorithmRun.Time(runs, options, cancellation);
    }

    private static ActivationModule Layer(ActivationKind kind) => kind switch
    {
        ActivationKind.Relu => new Relu(),
        ActivationKind.LeakyRelu => new LeakyRelu(),
        ActivationKind.Sigmoid => new Sigmoid(),
        ActivationKind.Tanh => new Tanh(),
        ActivationKind.Gelu => new Gelu(),
        ActivationKind.Silu => new Silu(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "there is no layer for this activation"),
    };
}
