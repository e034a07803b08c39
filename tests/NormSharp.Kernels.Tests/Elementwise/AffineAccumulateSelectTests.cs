using NormSharp.Kernels.Elementwise;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Reference;

namespace NormSharp.Kernels.Tests.Elementwise;

[Trait("Kind", "Kernel")]
public class AffineAccumulateSelectTests
{
    private const float Scale = 1.7f;
    private const float Shift = -0.3f;

    [Fact]
    public void Affine()
    {
        foreach (int length in TestNumbers.Lengths)
        {
            float[] x = TestNumbers.WithSpecials(length, 1);
            float[] y = TestNumbers.OnAnyThreads(team =>
            {
                float[] result = new float[length];
                AffineKernel.Apply(team, Scale, Shift, x, result);
                return result;
            });
            TestNumbers.AssertClose([.. x.Select(v => ReferenceBinary.Affine(Scale, Shift, (double)v))], y, 2e-7, 1e-6);
        }
    }

    [Fact]
    public void Accumulate()
    {
        foreach (int length in TestNumbers.Lengths)
        {
            float[] x = TestNumbers.WithSpecials(length, 1);
            float[] before = TestNumbers.Uniform(length, 2);
            float[] y = TestNumbers.OnAnyThreads(team =>
            {
                float[] result = [.. before];
                AccumulateKernel.Apply(team, Scale, x, result);
                return result;
            });
            TestNumbers.AssertClose([.. x.Select((v, i) => ReferenceBinary.Accumulate(Scale, v, (double)before[i]))], y, 2e-7, 1e-6);
        }
    }

    [Fact]
    public void Select()
    {
        foreach (int length in TestNumbers.Lengths)
        {
            float[] mask = TestNumbers.SmallIntegers(length, 1);
            float[] a = TestNumbers.WithSpecials(length, 2);
            float[] b = TestNumbers.WithSpecials(length, 3);
            float[] y = TestNumbers.OnAnyThreads(team =>
            {
                float[] result = new float[length];
                SelectKernel.Apply(team, mask, a, b, result);
                return result;
            });
            TestNumbers.AssertSameBits([.. mask.Select((m, i) => ReferenceBinary.Select(m, a[i], b[i]))], y);
        }

        using var team = new ThreadTeam(1);
        float[] one = [0f];
        SelectKernel.Apply(team, [float.NaN], [5f], [6f], one);
        Assert.Equal(5f, one[0]);
    }
}
