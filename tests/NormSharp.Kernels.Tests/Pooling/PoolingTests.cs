using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Pooling;
using NormSharp.Kernels.Tests.Normalization;
using NormSharp.Kernels.Tests.Reference;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Pooling;

[Trait("Kind", "Kernel")]
public class PoolingTests
{
    private const double Tolerance = 3e-7;

    /// <summary>
    /// Planes, height, width, kernel, stride, padding: the fast way at every row length, odd sizes, overlap, gaps and padding.
    /// </summary>
    public static TheoryData<int, int, int, int, int, int> Geometries
    {
        get
        {
            var data = new TheoryData<int, int, int, int, int, int>
            {
                { 1, 2, 2, 2, 2, 0 },
                { 40, 24, 24, 2, 2, 0 },
                { 100, 8, 8, 2, 2, 0 },
                { 3, 5, 9, 2, 2, 0 },
                { 3, 5, 8, 2, 2, 0 },
                { 2, 6, 71, 2, 2, 0 },
                { 2, 112, 130, 2, 2, 0 },
                { 5, 13, 11, 3, 2, 1 },
                { 5, 13, 11, 3, 1, 1 },
                { 2, 9, 9, 2, 2, 1 },
                { 2, 9, 9, 2, 3, 0 },
                { 2, 7, 7, 7, 1, 3 },
                { 3, 4, 4, 1, 1, 0 },
            };
            for (int width = 3; width <= 35; width++)
            {
                data.Add(2, 4, width, 2, 2, 0);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Geometries))]
    public void Average(int planes, int height, int width, int kernel, int stride, int padding)
    {
        var g = new PoolingGeometry(new(planes, height, width, kernel, kernel, stride, stride)
        {
            PaddingHeight = padding,
            PaddingWidth = padding,
        });
        float[] x = Numbers.Random(1, g.InputLength, 1);
        float[] dy = Numbers.Random(2, g.OutputLength);
        using var team = new ThreadTeam(2);
        foreach (bool countPadding in new[] { true, false })
        {
            var y = new float[g.OutputLength];
            var dx = Dirty(g.InputLength);
            AveragePooling.Forward(team, g, countPadding, x, y);
            AveragePooling.Backward(team, g, countPadding, dy, dx);
            var expectedY = new double[y.Length];
            var expectedDx = new double[dx.Length];
            ReferencePooling.Average<double>(g, countPadding, Numbers.ToDouble(x), expectedY);
            ReferencePooling.AverageGradient<double>(g, countPadding, Numbers.ToDouble(dy), expectedDx);
            Numbers.AssertClose(y, expectedY, Tolerance);
            Numbers.AssertClose(dx, expectedDx, Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Geometries))]
    public void MaxOfNumbersTiesAndNaN(int planes, int height, int width, int kernel, int stride, int padding)
    {
        var g = new PoolingGeometry(new(planes, height, width, kernel, kernel, stride, stride)
        {
            PaddingHeight = padding,
            PaddingWidth = padding,
        });
        float[] x = Numbers.Random(1, g.InputLength, -3);
        CheckMax(g, x);
        CheckMax(g, [.. x.Select(v => MathF.Round(v))]);
        float[] special = [float.NaN, float.NegativeInfinity, float.PositiveInfinity, -0f, 0f];
        CheckMax(g, [.. x.Select((v, i) => i * 7 % 11 < 5 ? special[i * 7 % 11] : v)]);
        CheckMax(g, [.. x.Select(_ => float.NegativeInfinity)]);
    }

    [Fact]
    public void NoPlanesAreNoWork()
    {
        using var team = new ThreadTeam(2);
        var g = new PoolingGeometry(new(0, 4, 4, 2, 2, 2, 2));
        AveragePooling.Forward(team, g, true, [], []);
        MaxPooling.Forward(team, g, [], [], []);
    }

    [Fact]
    public void WrongSizesAreNamed()
    {
        using var team = new ThreadTeam(1);
        var g = new PoolingGeometry(new(1, 4, 4, 2, 2, 2, 2));
        Assert.Contains(
            "y of the pooling has 5 numbers; its geometry needs 4",
            Message(() => AveragePooling.Forward(team, g, true, new float[16], new float[5])));
        Assert.Contains("padding along the width is 2", Message(() => _ = new PoolingGeometry(g.Sizes with { PaddingWidth = 2 })));
        Assert.Contains("output height would be zero", Message(() => _ = new PoolingGeometry(g.Sizes with { KernelHeight = 5 })));
        Assert.Contains("stride along the height is 0", Message(() => _ = new PoolingGeometry(g.Sizes with { StrideHeight = 0 })));
        Assert.Contains("geometry is the default", Message(() => MaxPooling.Forward(team, default, [], [], [])));
        Assert.Contains("places 0 to 15", Message(() => MaxPooling.Backward(team, g, new float[4], [0, 3, 16, 5], new float[16])));
    }

    private static string Message(Action call) => Assert.ThrowsAny<ArgumentException>(call).Message;

    private static void CheckMax(PoolingGeometry g, float[] x)
    {
        using var team = new ThreadTeam(2);
        var y = new float[g.OutputLength];
        var indices = new int[g.OutputLength];
        var expectedY = new float[g.OutputLength];
        var expectedIndices = new int[g.OutputLength];
        ReferencePooling.Max<float>(g, x, expectedY, expectedIndices);
        MaxPooling.Forward(team, g, x, y, []);
        Assert.Equal(expectedY, y);
        Array.Clear(y);
        MaxPooling.Forward(team, g, x, y, indices);
        Assert.Equal(expectedY, y);
        Assert.Equal(expectedIndices, indices);

        float[] dy = Numbers.Random(2, g.OutputLength);
        var dx = Dirty(g.InputLength);
        var expectedDx = new double[dx.Length];
        MaxPooling.Backward(team, g, dy, indices, dx);
        ReferencePooling.MaxGradient<double>(g, Numbers.ToDouble(dy), indices, expectedDx);
        Numbers.AssertClose(dx, expectedDx, Tolerance);
    }

    private static float[] Dirty(int length)
    {
        var values = new float[length];
        values.AsSpan().Fill(float.NaN);
        return values;
    }
}
