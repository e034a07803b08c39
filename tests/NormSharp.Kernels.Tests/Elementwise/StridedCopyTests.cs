using NormSharp.Kernels.Elementwise;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Reference;

namespace NormSharp.Kernels.Tests.Elementwise;

[Trait("Kind", "Kernel")]
public class StridedCopyTests
{
    public static TheoryData<int[], int[]> Views => new()
    {
        { [], [] },
        { [7], [1] },
        { [7], [3] },
        { [5, 6], [6, 1] },
        { [5, 6], [1, 5] },
        { [130, 257], [1, 130] },
        { [131, 3], [1, 140] },
        { [2, 3, 4, 5], [60, 1, 15, 3] },
        { [2, 5, 4, 3], [60, 1, 15, 5] },
        { [3, 40, 50], [2000, 1, 40] },
        { [40, 3, 50], [1, 2000, 40] },
        { [4, 5, 6], [100, 10, 1] },
        { [2, 17, 33], [600, 34, 1] },
        { [3, 1, 4], [4, 77, 1] },
        { [50_000], [1] },
        { [0, 4], [4, 1] },
    };

    public static TheoryData<int[], int[]> Repeats => new()
    {
        { [5], [0] },
        { [4, 6], [0, 1] },
        { [4, 6], [1, 0] },
        { [3, 4, 5], [0, 1, 0] },
        { [3, 4, 5], [1, 1, 1] },
        { [200, 300], [0, 1] },
    };

    [Theory]
    [MemberData(nameof(Views))]
    [MemberData(nameof(Repeats))]
    public void GatherTakesTheNumbersOfTheView(int[] shape, int[] strides)
    {
        float[] source = TestNumbers.Uniform(TestNumbers.Reach(shape, strides), 1);
        float[] expected = [.. ReferenceStrides.Offsets(shape, strides).Select(offset => source[offset])];
        float[] actual = TestNumbers.OnAnyThreads(team =>
        {
            float[] result = new float[expected.Length];
            StridedCopy.Gather(team, shape, source, strides, result);
            return result;
        });
        TestNumbers.AssertSameBits(expected, actual);
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void ScatterWritesTheViewAndNothingElse(int[] shape, int[] strides)
    {
        int[] offsets = ReferenceStrides.Offsets(shape, strides);
        float[] source = TestNumbers.Uniform(offsets.Length, 1);
        float[] expected = TestNumbers.Uniform(TestNumbers.Reach(shape, strides) + 3, 2);
        float[] before = [.. expected];
        for (int i = 0; i < offsets.Length; i++)
        {
            expected[offsets[i]] = source[i];
        }

        float[] actual = TestNumbers.OnAnyThreads(team =>
        {
            float[] result = [.. before];
            StridedCopy.Scatter(team, shape, source, result, strides);
            return result;
        });
        TestNumbers.AssertSameBits(expected, actual);
    }

    [Theory]
    [MemberData(nameof(Views))]
    [MemberData(nameof(Repeats))]
    public void ScatterAddAddsEveryNumber(int[] shape, int[] strides)
    {
        int[] offsets = ReferenceStrides.Offsets(shape, strides);
        float[] source = TestNumbers.Uniform(offsets.Length, 1);
        float[] before = TestNumbers.Uniform(TestNumbers.Reach(shape, strides) + 3, 2);
        double[] expected = [.. before.Select(v => (double)v)];
        double[] magnitude = [.. before.Select(v => (double)Math.Abs(v))];
        for (int i = 0; i < offsets.Length; i++)
        {
            expected[offsets[i]] += source[i];
            magnitude[offsets[i]] += Math.Abs(source[i]);
        }

        float[] actual = TestNumbers.OnAnyThreads(team =>
        {
            float[] result = [.. before];
            StridedCopy.ScatterAdd(team, shape, source, result, strides);
            return result;
        });
        TestNumbers.AssertClose(expected, actual, 0, 1e-6 * magnitude.DefaultIfEmpty().Max());
    }

    [Fact]
    public void RefusesWhatItCannotDo()
    {
        using var team = new ThreadTeam(1);
        float[] memory = new float[100];
        Assert.Throws<ArgumentException>(() => StridedCopy.Scatter(team, [4, 6], new float[24], memory, [0, 1]));
        Assert.Throws<ArgumentException>(() => StridedCopy.Scatter(team, [4, 6], new float[24], memory, [3, 1]));
        Assert.Throws<ArgumentException>(() => StridedCopy.Gather(team, [11, 10], memory, [10, 1], new float[110]));
        Assert.Throws<ArgumentException>(() => StridedCopy.Gather(team, [5, 5], memory, [10], new float[25]));
        Assert.Throws<ArgumentException>(() => StridedCopy.Gather(team, [5], memory, [-1], new float[5]));
        Assert.Throws<ArgumentException>(() => StridedCopy.Gather(team, [5], memory, [1], memory.AsSpan(50, 4)));
        Assert.Throws<ArgumentException>(() => StridedCopy.Gather(team, [5], memory, [1], memory.AsSpan(50, 5)));
    }
}
