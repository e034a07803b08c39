using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>The product C = A·B of dense matrices, A of M×K and B of K×N.</summary>
/// <param name="M">Rows of A and C.</param>
/// <param name="N">Columns of B and C.</param>
/// <param name="K">Columns of A, rows of B.</param>
internal sealed record GemmBenchmark(int M, int N, int K)
{
    /// <summary>Measures the product.</summary>
    /// <param name="threads">Threads that compute.</param>
    /// <param name="options">For how long.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public BenchmarkResult Run(int threads, MeasurementOptions options, CancellationToken cancellation = default)
    {
        using var backend = new CpuBackend(threads);
        Tensor a = RandomNumbers.Tensor([1, M, K], 1);
        Tensor b = RandomNumbers.Tensor([1, K, N], 2);
        Tensor c = Tensor.Zeros([1, M, N]);
        Timing timing = Measurement.Of(() => backend.MatMul(a, b, c), options, cancellation);
        return new BenchmarkResult(timing, new Work(2.0 * M * N * K, 0));
    }

    /// <summary>Times every algorithm that can compute this product.</summary>
    /// <param name="threads">Threads that compute.</param>
    /// <param name="options">For how long, all algorithms together.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <returns>All algorithms, in the order in which the plan asks them.</returns>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public IReadOnlyList<AlgorithmTiming> RunAlgorithms(int threads, MeasurementOptions options, CancellationToken cancellation = default)
    {
        using var backend = new CpuBackend(threads);
        var linear = (CpuLinear)backend.Linear;
        GemmShape shape = GemmShape.Contiguous(M, N, K);
        Tensor a = RandomNumbers.Tensor([M, K], 1);
        Tensor b = RandomNumbers.Tensor([K, N], 2);
        Tensor c = Tensor.Zeros([M, N]);
        AlgorithmRun[] runs =
        [
            .. linear.Algorithms(shape).Select(one => new AlgorithmRun("product", one, () => linear.Run(one.Name, shape, a, b, c))),
        ];
        return AlgorithmRun.Time(runs, options, cancellation);
    }
}
