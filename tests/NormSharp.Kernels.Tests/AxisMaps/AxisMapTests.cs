using NormSharp.Kernels.AxisMaps;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Tests.Normalization;
using NormSharp.Kernels.Tests.Reference;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.AxisMaps;

[Trait("Kind", "Kernel")]
public class AxisMapTests
{
    private const double Tolerance = 3e-7;

    /// <summary>Rows of every kind: of one term, of several, of one source twice, of none, and constants.</summary>
    private static readonly AxisMap Map = new(
        5,
        [
            new AxisRow([(0, 1.0)]),
            new AxisRow([(4, 0.25), (1, -0.5), (2, 3.0)]),
            new AxisRow([], 7),
            new AxisRow([(3, 0.5), (3, 0.125)], -2),
            new AxisRow([]),
            new AxisRow([(0, 0.1), (1, 0.2), (2, 0.3), (3, 0.4), (4, 0.5)]),
        ]);

    public static TheoryData<int, int> Extents
    {
        get
        {
            var data = new TheoryData<int, int> { { 0, 3 }, { 3, 0 }, { 1, 5000 }, { 4000, 1 } };
            foreach (int inner in (int[])[1, 15, 16, 17, 33])
            {
                data.Add(7, inner);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Extents))]
    public void Sums(int outer, int inner)
    {
        var extent = new AxisExtent(outer, inner);
        foreach (AxisMap map in (AxisMap[])[Map, Map.Transposed])
        {
            float[] x = Numbers.Random(1, outer * map.InExtent * inner);
            var y = new float[outer * map.OutExtent * inner];
            y.AsSpan().Fill(float.NaN);
            var expected = new double[y.Length];
            using var team = new ThreadTeam(2);
            AxisMapKernel.Apply(team, map, extent, x, y);
            ReferenceAxisMap.Apply<double>(map, extent, Numbers.ToDouble(x), expected);
            Numbers.AssertClose(y, expected, Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Extents))]
    public void Maxima(int outer, int inner)
    {
        var extent = new AxisExtent(outer, inner);
        float[] random = Numbers.Random(1, outer * Map.InExtent * inner, -3);
        float[] special = [float.NaN, float.NegativeInfinity, float.PositiveInfinity, -0f, 0f];
        foreach (float[] x in (float[][])
        [
            random,
            [.. random.Select(v => MathF.Round(v))],
            [.. random.Select((v, i) => i * 7 % 11 < 5 ? special[i * 7 % 11] : v)],
            [.. random.Select(_ => float.NegativeInfinity)],
        ])
        {
            var y = new float[outer * Map.OutExtent * inner];
            (float[] expected, float[] alone) = (new float[y.Length], new float[y.Length]);
            (int[] winners, int[] expectedWinners) = (new int[y.Length], new int[y.Length]);
            using var team = new ThreadTeam(2);
            AxisMapKernel.Max(team, Map, extent, x, y, winners);
            AxisMapKernel.Max(team, Map, extent, x, alone, []);
            ReferenceAxisMap.Max<float>(Map, extent, x, expected, expectedWinners);
            Assert.Equal(expected, y);
            Assert.Equal(expected, alone);
            Assert.Equal(expectedWinners, winners);

            float[] dy = Numbers.Random(2, y.Length);
            var dx = new float[x.Length];
            dx.AsSpan().Fill(float.NaN);
            var expectedDx = new double[x.Length];
            AxisMapKernel.MaxGradient(team, Map, extent, dy, winners, dx);
            ReferenceAxisMap.MaxGradient<double>(Map, extent, Numbers.ToDouble(dy), winners, expectedDx);
            Numbers.AssertClose(dx, expectedDx, Tolerance);
        }
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_threads()
    {
        var extent = new AxisExtent(300, 40);
        float[] x = Numbers.Random(1, 300 * Map.InExtent * 40);
        float[][] results = new float[2][];
        foreach (int threads in (int[])[1, 4])
        {
            using var team = new ThreadTeam(threads);
            float[] y = new float[300 * Map.OutExtent * 40];
            AxisMapKernel.Apply(team, Map, extent, x, y);
            results[threads / 4] = y;
        }

        Assert.Equal(results[0], results[1]);
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        using var team = new ThreadTeam(1);
        var extent = new AxisExtent(2, 3);
        Assert.Contains("reads entry 5 of a dimension that has 5", Message(() => _ = new AxisMap(5, [new AxisRow([(5, 1.0)])])));
        Assert.Contains("x has 29 numbers; 2·5·3", Message(() => AxisMapKernel.Apply(team, Map, extent, new float[29], new float[36])));
        int[] winners = new int[36];
        winners[4] = 5;
        Assert.Contains(
            "place 4 of the maxima is 5",
            Message(() => AxisMapKernel.MaxGradient(team, Map, extent, new float[36], winners, new float[30])));
    }

    private static string Message(Action call) => Assert.ThrowsAny<ArgumentException>(call).Message;
}
