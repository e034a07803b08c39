using NormSharp.Kernels.Gemm;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Gemm;

[Trait("Kind", "Kernel")]
public class GemmTests
{
    private static readonly int[] Sizes = [0, 1, 2, 3, 5, 7, 8, 11, 12, 13, 15, 16, 17, 31, 32, 33, 47];

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void OddSizes(bool transposeA, bool transposeB)
    {
        using var team = new ThreadTeam(2);
        var random = new System.Random(5);
        for (int i = 0; i < 150; i++)
        {
            int m = Sizes[random.Next(Sizes.Length)];
            int n = Sizes[random.Next(Sizes.Length)];
            int k = Sizes[random.Next(Sizes.Length)];
            new GemmCase(GemmShape.Contiguous(m, n, k, transposeA, transposeB), seed: i).Check(
                team, accumulate: i % 2 == 1, withBias: i % 3 == 1);
        }
    }

    [Theory]
    [InlineData(256, 120, 256, false, true)]
    [InlineData(256, 256, 120, false, false)]
    [InlineData(120, 256, 256, true, false)]
    [InlineData(256, 10, 84, false, true)]
    [InlineData(1, 300, 700, false, true)]
    [InlineData(1, 300, 700, false, false)]
    [InlineData(1, 67, 1029, false, true)]
    [InlineData(1, 67, 1029, true, false)]
    [InlineData(300, 1, 513, false, false)]
    [InlineData(150, 170, 1100, false, false)]
    [InlineData(150, 170, 1100, true, true)]
    [InlineData(3, 1100, 5000, false, false)]
    [InlineData(1100, 33, 4100, false, false, Traits = ["Category", "Exhaustive"])]
    [InlineData(3, 4200, 1100, false, false)]
    [InlineData(4150, 33, 1050, true, false, Traits = ["Category", "Exhaustive"])]
    [InlineData(333, 397, 65, true, true)]
    [InlineData(600, 437, 300, false, true)]
    [InlineData(137, 65, 1001, true, false)]
    public void LargeAndSkinny(int m, int n, int k, bool transposeA, bool transposeB)
    {
        using var team = new ThreadTeam(2);
        var product = new GemmCase(GemmShape.Contiguous(m, n, k, transposeA, transposeB));
        product.Check(team, accumulate: false, withBias: true);
        if (k < 4000)
        {
            product.Check(team, accumulate: true, withBias: false);
        }
    }

    [Fact]
    public void StridesLeaveGapsAlone()
    {
        using var team = new ThreadTeam(2);
        foreach ((int m, int n, int k) in new[] { (5, 7, 9), (17, 33, 40), (40, 70, 300) })
        {
            new GemmCase(new GemmShape(m, n, k, new(k + 3, 1), new(n + 5, 1), n + 2)).Check(team, false, true);
            new GemmCase(new GemmShape(m, n, k, new(2 * k, 2), new(3 * n, 3), n + 1)).Check(team, true, false);
            new GemmCase(new GemmShape(m, n, k, new(1, m + 1), new(1, k + 4), n + 19)).Check(team, true, true);
            new GemmCase(new GemmShape(m, n, k, new(0, 1), new(0, 1), n)).Check(team, false, false);
        }
    }

    [Theory]
    [InlineData(7, 5, 6, 3)]
    [InlineData(40, 17, 33, 16)]
    [InlineData(3, 130, 140, 150)]
    public void Batches(int batch, int m, int n, int k)
    {
        using var team = new ThreadTeam(3);
        GemmShape shape = GemmShape.Contiguous(m, n, k, transposeB: true);
        new GemmCase(shape, batch).Check(team, false, false);
        new GemmCase(shape, batch, aStride: 0).Check(team, true, false);
        new GemmCase(shape, batch, bStride: 0).Check(team, false, false);
        new GemmCase(shape, batch, cStride: (m * n) + 3).Check(team, true, false);
    }

    [Fact]
    public void NoTermsGiveZeroOrTheBias()
    {
        using var team = new ThreadTeam(2);
        float[] c = [1, 2, 3, 4, 5, 6];
        MatrixProduct.Multiply(team, GemmShape.Contiguous(2, 3, 0), [], [], c, columnBias: [7, 8, 9]);
        Assert.Equal([7, 8, 9, 7, 8, 9], c);
        MatrixProduct.Multiply(team, GemmShape.Contiguous(2, 3, 0), [], [], c, accumulate: true);
        Assert.Equal([7, 8, 9, 7, 8, 9], c);
        MatrixProduct.Multiply(team, GemmShape.Contiguous(2, 3, 0), [], [], c);
        Assert.Equal(new float[6], c);
        float[] large = new float[600 * 600];
        Array.Fill(large, 5f);
        MatrixProduct.Multiply(team, GemmShape.Contiguous(600, 600, 0), [], [], large);
        Assert.All(large, number => Assert.Equal(0f, number));
    }

    [Fact]
    public void BitsDoNotDependOnThreads()
    {
        foreach ((int m, int n, int k) in new[] { (33, 47, 65), (256, 120, 256), (200, 300, 700), (600, 437, 300), (60, 2200, 600) })
        {
            TestNumbers.OnAnyThreads(team => new GemmCase(GemmShape.Contiguous(m, n, k)).Run(team));
        }

        TestNumbers.OnAnyThreads(team => new GemmCase(GemmShape.Contiguous(1, 300, 700)).Run(team));

        TestNumbers.OnAnyThreads(team => new GemmCase(GemmShape.Contiguous(150, 170, 1100, transposeA: true)).Run(team));

        using var three = new ThreadTeam(3);
        var batch = new GemmCase(GemmShape.Contiguous(31, 29, 100), 9);
        TestNumbers.AssertSameBits(TestNumbers.OnAnyThreads(team => batch.Run(team)), batch.Run(three));
    }

    [Fact]
    public void InfinityAndNaNStayInTheirRowAndColumn()
    {
        using var team = new ThreadTeam(2);
        const int M = 20, N = 37, K = 19;
        float[] a = TestNumbers.Uniform(M * K, 1);
        float[] b = TestNumbers.Uniform(K * N, 2);
        a[(3 * K) + 4] = float.NaN;
        b[(7 * N) + 36] = float.PositiveInfinity;
        float[] c = new float[M * N];
        MatrixProduct.Multiply(team, GemmShape.Contiguous(M, N, K), a, b, c);
        for (int i = 0; i < c.Length; i++)
        {
            Assert.Equal(i / N != 3 && i % N != 36, float.IsFinite(c[i]));
        }
    }

    [Fact]
    public void BadArgumentsAreNamed()
    {
        using var team = new ThreadTeam(1);
        GemmShape shape = GemmShape.Contiguous(3, 4, 5);
        Assert.Contains("A of a matrix product has 14", Message(
            () => MatrixProduct.Multiply(team, shape, new float[14], new float[20], new float[12])));
        Assert.Contains("B of a matrix product has 19", Message(
            () => MatrixProduct.Multiply(team, shape, new float[15], new float[19], new float[12])));
        Assert.Contains("C of a matrix product has 11", Message(
            () => MatrixProduct.Multiply(team, shape, new float[15], new float[20], new float[11])));
        Assert.Contains("bias has 3", Message(() => MatrixProduct.Multiply(
            team, shape, new float[15], new float[20], new float[12], columnBias: new float[3])));
        Assert.Contains("CRowStride is 3", Message(() => _ = new GemmShape(3, 4, 5, new(5, 1), new(4, 1), 3)));
        Assert.Contains("matrix product's K is -1", Message(() => GemmShape.Contiguous(3, 4, -1)));
        Assert.Contains("row stride of A is -1", Message(() => _ = new GemmShape(3, 4, 5, new(-1, 1), new(4, 1), 4)));
        Assert.Contains("they lie 11 numbers apart", Message(() => MatrixProduct.MultiplyBatch(
            team, shape, new ProductBatch(2, 15, 20, 11), new ProductSpans { A = new float[30], B = new float[40], C = new float[24] })));
    }

    private static string Message(Action action) => Assert.ThrowsAny<ArgumentException>(action).Message;
}
