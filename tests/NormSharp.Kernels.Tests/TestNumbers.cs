using NormSharp.Kernels.Parallel;

namespace NormSharp.Kernels.Tests;

/// <summary>Inputs and comparisons that kernel tests share.</summary>
internal static class TestNumbers
{
    /// <summary>Empty, one, around a vector, two vectors and a tail, a few vectors, several chunks of the parallel loop.</summary>
    public static readonly int[] Lengths = [0, 1, 3, 15, 16, 17, 33, 1000, 40_003];

    private static readonly float[] Specials =
        [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0f, -0f, 1e-40f, -1e-40f, 3e38f, -3e38f];

    /// <summary>Numbers between −range and range.</summary>
    public static float[] Uniform(int length, int seed, float range = 3f)
    {
        var random = new System.Random(seed);
        float[] x = new float[length];
        for (int i = 0; i < length; i++)
        {
            x[i] = range * ((2 * random.NextSingle()) - 1);
        }

        return x;
    }

    /// <summary>The same with NaN, infinities, zeros of both signs, subnormal and huge numbers strewn in.</summary>
    public static float[] WithSpecials(int length, int seed, float range = 3f)
    {
        float[] x = Uniform(length, seed, range);
        var random = new System.Random(seed + 1);
        for (int i = 0; i < length; i += 1 + random.Next(7))
        {
            x[i] = Specials[random.Next(Specials.Length)];
        }

        return x;
    }

    /// <summary>Whole numbers from −2 to 2, so that comparisons meet equals.</summary>
    public static float[] SmallIntegers(int length, int seed)
    {
        float[] x = Uniform(length, seed, 2.49f);
        for (int i = 0; i < length; i++)
        {
            x[i] = MathF.Round(x[i]);
        }

        return x;
    }

    /// <summary>
    /// Asserts |actual − expected| ≤ relative·|expected| + absolute for every number, where the expected number is first checked to be
    /// NaN or beyond the floats.
    /// </summary>
    public static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double relative, double absolute = 2e-45)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double e = expected[i];
            float a = actual[i];
            bool close = double.IsNaN(e) ? float.IsNaN(a)
                : float.IsInfinity((float)e) ? a == (float)e
                : Math.Abs(a - e) <= (relative * Math.Abs(e)) + absolute;
            Expect.True(close, $"Number {i} of {actual.Length} is {a:R}; {e:R} was expected.");
        }
    }

    /// <summary>
    /// Asserts that two results have the same bits. One NaN is as good as another: its sign depends on the order of operands.
    /// </summary>
    public static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Expect.True(
                BitConverter.SingleToInt32Bits(expected[i]) == BitConverter.SingleToInt32Bits(actual[i])
                    || (float.IsNaN(expected[i]) && float.IsNaN(actual[i])),
                $"Number {i} of {actual.Length} is {actual[i]:R} instead of {expected[i]:R}.");
        }
    }

    /// <summary>Runs the kernel on 1, 2 and 4 threads, asserts equal bits, and returns the result.</summary>
    public static float[] OnAnyThreads(Func<ThreadTeam, float[]> kernel)
    {
        using var alone = new ThreadTeam(1);
        float[] expected = kernel(alone);
        foreach (int threads in new[] { 2, 4 })
        {
            using var team = new ThreadTeam(threads);
            AssertSameBits(expected, kernel(team));
        }

        return expected;
    }

    /// <summary>How many numbers a view reaches over.</summary>
    public static int Reach(int[] shape, int[] strides) =>
        shape.Contains(0) ? 0 : 1 + shape.Select((size, d) => (size - 1) * strides[d]).Sum();
}
