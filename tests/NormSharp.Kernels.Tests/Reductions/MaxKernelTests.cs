using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Reductions;
using NormSharp.Kernels.Tests.Reference;

namespace NormSharp.Kernels.Tests.Reductions;

[Trait("Kind", "Kernel")]
public class MaxKernelTests
{
    public static TheoryData<int, int, int> Shapes => new()
    {
        { 1, 1, 1 },
        { 2, 15, 1 },
        { 3, 33, 1 },
        { 3, 100, 1 },
        { 1000, 10, 1 },
        { 1, 100_003, 1 },
        { 40, 20_001, 1 },
        { 0, 5, 3 },
        { 5, 3, 0 },
        { 1, 2000, 10 },
        { 2, 700, 130 },
        { 1, 40, 5000 },
        { 300, 4, 3 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void FirstOfTheLargestOrFirstNaN(int outer, int reduce, int inner)
    {
        int length = outer * reduce * inner;
        foreach (float[] x in new[]
        {
            TestNumbers.Uniform(length, 1),
            TestNumbers.SmallIntegers(length, 2),
            SparseNaN(length),
            [.. Enumerable.Repeat(float.NegativeInfinity, length)],
            [.. Enumerable.Range(0, length).Select(i => (float)i)],
        })
        {
            (float[] max, int[] argmax) = ReferenceReductions.Max<float>(outer, reduce, inner, x);
            int[] positions = new int[max.Length];
            float[] y = TestNumbers.OnAnyThreads(team =>
            {
                float[] result = new float[max.Length];
                MaxKernel.Apply(team, outer, reduce, inner, x, result, positions);
                Assert.Equal(argmax, positions);
                return result;
            });
            TestNumbers.AssertSameBits(max, y);
        }
    }

    [Fact]
    public void PositionsAreOptionalAndNothingHasNoMaximum()
    {
        using var team = new ThreadTeam(1);
        float[] y = new float[2];
        MaxKernel.Apply(team, 2, 3, 1, [1, 5, 2, -7, -3, -4], y, []);
        Assert.Equal([5f, -3f], y);
        Assert.Throws<ArgumentException>(() => MaxKernel.Apply(team, 2, 0, 1, [], y, []));
        Assert.Throws<ArgumentException>(() => MaxKernel.Apply(team, 2, 1, 1, [1, 2], y, new int[1]));
    }

    private static float[] SparseNaN(int length)
    {
        float[] x = TestNumbers.Uniform(length, 3);
        for (int i = 11; i < length; i += 97)
        {
            x[i] = float.NaN;
        }

        return x;
    }
}
