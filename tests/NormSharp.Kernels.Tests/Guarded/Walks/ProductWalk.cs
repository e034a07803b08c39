using NormSharp.Kernels.Gemm;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Guarded.Walks;

/// <summary>Matrix products by every algorithm that accepts the shape.</summary>
internal sealed class ProductWalk : IGuardedWalk
{
    public void Run(GuardedCase c)
    {
        int m = c.Random.Next(5) == 0 ? 1 : c.Extent(0, 200), n = c.Extent(0, 200), k = c.Random.Next(8) == 0 ? 700 : c.Extent(0, 200);
        MatrixStrides aStrides = Strides(c, m, k), bStrides = Strides(c, k, n);
        int cStride = n + (c.Coin() ? 0 : c.Random.Next(20));
        var shape = new GemmShape(m, n, k, aStrides, bStrides, cStride);
        int aLength = Reach(m, aStrides.Row, k, aStrides.Column);
        int bLength = Reach(k, bStrides.Row, n, bStrides.Column);
        int cLength = Reach(m, cStride, n, 1);
        Span<float> a = c.Floats(aLength), b = c.Floats(bLength), y = c.Floats(cLength), bias = c.FloatsOrNone(n);
        foreach (GemmAlgorithm algorithm in GemmPlan.Table(c.Machine, ForcedAlgorithms.None).Algorithms)
        {
            if (algorithm.Judge(shape).Accepts)
            {
                bool accumulate = c.Coin();
                c.Say("MatrixProduct.Multiply", $"{algorithm.Name}, {shape}, accumulate {accumulate}, bias {bias.Length}");
                c.Note($"matrix-product={algorithm.Name}");
                MatrixProduct.Multiply(
                    c.Team, shape, new ProductSpans { A = a, B = b, C = y, Accumulate = accumulate, ColumnBias = bias }, algorithm);
            }
        }

        int count = c.Random.Next(0, 5);
        var batch = new ProductBatch(count, aLength, c.Coin() ? 0 : bLength, cLength + c.Random.Next(3));
        a = c.Floats(BatchReach(count, batch.A, aLength));
        b = c.Floats(BatchReach(count, batch.B, bLength));
        y = c.Floats(BatchReach(count, batch.C, cLength));
        c.Say("MatrixProduct.MultiplyBatch", $"{shape}, {batch}");
        MatrixProduct.MultiplyBatch(c.Team, shape, batch, new ProductSpans { A = a, B = b, C = y, Accumulate = c.Coin() });
    }

    private static MatrixStrides Strides(GuardedCase c, int rows, int columns) => c.Random.Next(6) switch
    {
        0 => new(1, rows),
        1 => new(1, rows + c.Random.Next(9)),
        2 => new(columns + c.Random.Next(9), 1),
        3 => new(2 * columns, 2),
        4 => new(0, 1),
        _ => new(columns, 1),
    };

    private static int Reach(int rows, int rowStride, int columns, int columnStride) =>
        rows == 0 || columns == 0 ? 0 : ((rows - 1) * rowStride) + ((columns - 1) * columnStride) + 1;

    private static int BatchReach(int count, int stride, int matrix) => count == 0 || matrix == 0 ? 0 : ((count - 1) * stride) + matrix;
}
