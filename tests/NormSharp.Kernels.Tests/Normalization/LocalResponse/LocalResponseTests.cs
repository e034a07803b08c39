using NormSharp.Kernels.Normalization.LocalResponse;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Tests.Reference;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Normalization.LocalResponse;

[Trait("Kind", "Kernel")]
public class LocalResponseTests
{
    private static readonly ResponseWindow Strong = new(5, 0.9f, 0.75f, 1.5f);

    [Theory]
    [InlineData(0, 3, 4)]
    [InlineData(2, 1, 1)]
    [InlineData(2, 6, 1)]
    [InlineData(3, 7, 15)]
    [InlineData(3, 7, 16)]
    [InlineData(3, 7, 17)]
    [InlineData(2, 4, 33)]
    [InlineData(1, 2, 20000)]
    [InlineData(1, 1000, 3)]
    [InlineData(2, 300, 70)]
    public void EveryExtent(int batch, int channels, int spatial) => Check(new Planes(batch, channels, spatial), Strong);

    [Theory]
    [InlineData(1, 0.75f)]
    [InlineData(2, 0.75f)]
    [InlineData(3, 1f)]
    [InlineData(4, 0.5f)]
    [InlineData(5, 0f)]
    [InlineData(9, -0.3f)]
    [InlineData(40, 2f)]
    public void EverySizeAndPower(int size, float beta) => Check(new Planes(2, 9, 21), new ResponseWindow(size, 0.9f, beta, 0.7f));

    [Fact]
    public void AnEvenWindowReachesFurtherBack()
    {
        float[] x = [1, 2, 4];
        var y = new float[3];
        using var team = new ThreadTeam(1);
        LocalResponseNormalization.Apply(team, new Planes(1, 3, 1), new ResponseWindow(2, 2, 1, 0), x, y);
        Numbers.AssertClose(y, [1, 0.4, 0.2], 1e-7);
    }

    [Theory]
    [InlineData(5, 33, 700)]
    [InlineData(64, 6, 12)]
    public void SameBitsOnAnyNumberOfThreads(int batch, int channels, int spatial)
    {
        var planes = new Planes(batch, channels, spatial);
        (float[] y, float[] dx) = Run(1, planes, Strong);
        foreach (int threads in new[] { 2, 4 })
        {
            (float[] otherY, float[] otherDx) = Run(threads, planes, Strong);
            Assert.Equal(y, otherY);
            Assert.Equal(dx, otherDx);
        }
    }

    [Fact]
    public void ANaNSpoilsTheWindowsThatHoldIt()
    {
        var planes = new Planes(1, 9, 3);
        float[] x = Numbers.Random(1, planes.Length);
        x[(4 * 3) + 1] = float.NaN;
        var y = new float[x.Length];
        using var team = new ThreadTeam(1);
        LocalResponseNormalization.Apply(team, planes, Strong, x, y);
        Assert.Equal([2, 3, 4, 5, 6], Enumerable.Range(0, 9).Where(c => float.IsNaN(y[(c * 3) + 1])));
        Assert.Equal(5, y.Count(float.IsNaN));
    }

    [Fact]
    public void WrongSizesAreNamed()
    {
        using var team = new ThreadTeam(1);
        var x = new float[6];
        var planes = new Planes(1, 2, 3);
        Assert.Throws<ArgumentException>(() => LocalResponseNormalization.Apply(team, planes, Strong, x, x));
        Assert.Throws<ArgumentException>(() => LocalResponseNormalization.Apply(team, planes, Strong, x, new float[5]));
        Assert.Throws<ArgumentException>(() => LocalResponseNormalization.Apply(team, planes, default, x, new float[6]));
        Assert.Throws<ArgumentException>(() => new ResponseWindow(0, 1, 1, 1));
        Assert.Throws<ArgumentException>(() => LocalResponseGradient.Apply(team, planes, Strong, x, new float[5], new float[6]));
        Assert.Throws<ArgumentException>(() => LocalResponseGradient.Apply(team, planes, Strong, x, new float[6], x));
    }

    [Fact]
    public void TheGradientMayOverwriteTheUpstream()
    {
        var planes = new Planes(3, 7, 21);
        (_, float[] expected) = Run(1, planes, Strong);
        float[] dy = Numbers.Random(2, planes.Length, 0.3);
        using var team = new ThreadTeam(2);
        LocalResponseGradient.Apply(team, planes, Strong, Numbers.Random(1, planes.Length, 0.5, 2), dy, dy);
        Assert.Equal(expected, dy);
    }

    private static void Check(Planes planes, ResponseWindow window)
    {
        (float[] y, float[] dx) = Run(2, planes, window);
        double[] x = Numbers.ToDouble(Numbers.Random(1, planes.Length, 0.5, 2));
        double[] dy = Numbers.ToDouble(Numbers.Random(2, planes.Length, 0.3));
        var expectedY = new double[x.Length];
        var expectedDx = new double[x.Length];
        ReferenceLocalResponse.Apply<double>(planes, window, x, expectedY);
        ReferenceLocalResponse.Gradient<double>(planes, window, x, dy, expectedDx);
        Numbers.AssertClose(y, expectedY, 5e-7);
        Numbers.AssertClose(dx, expectedDx, 1e-6);
    }

    private static (float[] Y, float[] Dx) Run(int threads, Planes planes, ResponseWindow window)
    {
        float[] x = Numbers.Random(1, planes.Length, 0.5, 2);
        var y = new float[x.Length];
        var dx = new float[x.Length];
        using var team = new ThreadTeam(threads);
        LocalResponseNormalization.Apply(team, planes, window, x, y);
        LocalResponseGradient.Apply(team, planes, window, x, Numbers.Random(2, planes.Length, 0.3), dx);
        return (y, dx);
    }
}
