using NormSharp.Kernels.Gemm;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Tests.Reference;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Gemm;

/// <summary>One product, run by the kernel and by its twin in double, each sum compared with the size of its terms.</summary>
internal sealed class GemmCase
{
    /// <summary>Of Σ|a·b|: far above float rounding over blocks of K, far below one dropped term among 10⁵.</summary>
    private const double Tolerance = 1e-6;

    private readonly GemmShape _shape;
    private readonly int _batch;
    private readonly int _aStride;
    private readonly int _bStride;
    private readonly int _cStride;
    private readonly float[] _a;
    private readonly float[] _b;
    private readonly float[] _c;

    public GemmCase(GemmShape shape, int batch = 1, int? aStride = null, int? bStride = null, int? cStride = null, int seed = 1)
    {
        _shape = shape;
        _batch = batch;
        int a = TestNumbers.Reach([shape.M, shape.K], [shape.A.Row, shape.A.Column]);
        int b = TestNumbers.Reach([shape.K, shape.N], [shape.B.Row, shape.B.Column]);
        int c = TestNumbers.Reach([shape.M, shape.N], [shape.CRowStride, 1]);
        _aStride = aStride ?? a;
        _bStride = bStride ?? b;
        _cStride = cStride ?? c;
        _a = TestNumbers.Uniform(a + ((batch - 1) * _aStride), seed);
        _b = TestNumbers.Uniform(b + ((batch - 1) * _bStride), seed + 1);
        _c = TestNumbers.Uniform(c + ((batch - 1) * _cStride), seed + 2);
    }

    /// <summary>Checks one way to call it.</summary>
    public void Check(ThreadTeam team, bool accumulate, bool withBias, GemmAlgorithm? algorithm = null)
    {
        float[] bias = withBias ? TestNumbers.Uniform(_shape.N, 9) : [];
        float[] c = Run(team, accumulate, bias, algorithm);
        double[] expected = Reference(v => v, accumulate, bias);
        double[] size = Reference(Math.Abs, accumulate, bias);
        for (int i = 0; i < c.Length; i++)
        {
            Expect.True(
                Math.Abs(c[i] - expected[i]) <= Tolerance * size[i],
                $"{_shape} by {algorithm?.Name ?? "the plan's choice"}, accumulate {accumulate}, bias {withBias}: number {i} is "
                    + $"{c[i]:R}; {expected[i]:R} was expected, terms add up to {size[i]:R}.");
        }
    }

    /// <summary>The kernel's C.</summary>
    public float[] Run(ThreadTeam team, bool accumulate = false, float[]? bias = null, GemmAlgorithm? algorithm = null)
    {
        float[] c = [.. _c];
        var spans = new ProductSpans { A = _a, B = _b, C = c, Accumulate = accumulate, ColumnBias = bias };
        if (_batch == 1)
        {
            MatrixProduct.Multiply(team, _shape, spans, algorithm);
        }
        else
        {
            MatrixProduct.MultiplyBatch(team, _shape, new ProductBatch(_batch, _aStride, _bStride, _cStride), spans);
        }

        return c;
    }

    /// <summary>What lies between rows and matrices of C must stay: the twin leaves it alone too.</summary>
    private double[] Reference(Func<double, double> of, bool accumulate, float[] bias)
    {
        double[] a = [.. _a.Select(v => of(v))];
        double[] b = [.. _b.Select(v => of(v))];
        double[] c = [.. _c.Select(v => of(v))];
        double[] columnBias = [.. bias.Select(v => of(v))];
        for (int i = 0; i < _batch; i++)
        {
            ReferenceGemm.Multiply<double>(
                _shape, a.AsSpan(i * _aStride), b.AsSpan(i * _bStride), c.AsSpan(i * _cStride), accumulate, columnBias);
        }

        return c;
    }
}
