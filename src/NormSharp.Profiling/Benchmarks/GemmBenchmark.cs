using NormSharp.Backends;
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
}
