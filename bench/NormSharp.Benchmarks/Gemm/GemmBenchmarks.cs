using BenchmarkDotNet.Attributes;
using NormSharp.Kernels.Gemm;
using NormSharp.Primitives;

namespace NormSharp.Benchmarks.Gemm;

/// <summary>Matrix products: a large one, a deep one, and the three of a LeNet layer at batch 256.</summary>
public class GemmBenchmarks : TeamBenchmark
{
    private GemmShape _shape;
    private float[] _a = [];
    private float[] _b = [];
    private float[] _c = [];

    /// <summary>M, N, K, and which operand is transposed.</summary>
    [Params("1536 1536 1536", "256 512 2304", "256 120 256 B", "256 256 120", "120 256 256 A")]
    public string Sizes { get; set; } = "";

    /// <inheritdoc/>
    protected override void Prepare()
    {
        string[] parts = Sizes.Split(' ');
        int[] sizes = [.. parts.Take(3).Select(int.Parse)];
        _shape = GemmShape.Contiguous(sizes[0], sizes[1], sizes[2], parts.Contains("A"), parts.Contains("B"));
        _a = RandomNumbers.Of(sizes[0] * sizes[2], 1);
        _b = RandomNumbers.Of(sizes[2] * sizes[1], 2);
        _c = new float[sizes[0] * sizes[1]];
    }

    /// <summary>C = A·B.</summary>
    [Benchmark]
    public void Multiply() => MatrixProduct.Multiply(Team, _shape, _a, _b, _c);
}
