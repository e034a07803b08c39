namespace NormSharp.Kernels.Tests.Normalization;

/// <summary>Random inputs, conversions and distances for kernel tests.</summary>
internal static class Numbers
{
    /// <summary>Seeded numbers around a mean, roughly normal.</summary>
    public static float[] Random(int seed, int length, double mean = 0, double deviation = 1)
    {
        var random = new System.Random(seed);
        var values = new float[length];
        for (int i = 0; i < length; i++)
        {
            double sum = random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble();
            values[i] = (float)(mean + (deviation * (sum - 2) * Math.Sqrt(3)));
        }

        return values;
    }

    public static double[] ToDouble(ReadOnlySpan<float> values)
    {
        var result = new double[values.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = values[i];
        }

        return result;
    }

    /// <summary>‖found − expected‖ / ‖expected‖.</summary>
    public static double Distance(ReadOnlySpan<double> found, ReadOnlySpan<double> expected)
    {
        Assert.Equal(expected.Length, found.Length);
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < found.Length; i++)
        {
            difference += (found[i] - expected[i]) * (found[i] - expected[i]);
            norm += expected[i] * expected[i];
        }

        return norm == 0 ? Math.Sqrt(difference) : Math.Sqrt(difference / norm);
    }

    /// <summary>‖found − expected‖ / ‖expected‖.</summary>
    public static double Distance(ReadOnlySpan<float> found, ReadOnlySpan<double> expected) => Distance(ToDouble(found), expected);

    /// <summary>Asserts that ‖found − expected‖ / ‖expected‖ is a number of at most the tolerance.</summary>
    public static void AssertClose(ReadOnlySpan<float> found, ReadOnlySpan<double> expected, double tolerance) =>
        AssertClose(ToDouble(found), expected, tolerance);

    /// <summary>Asserts that ‖found − expected‖ / ‖expected‖ is a number of at most the tolerance.</summary>
    public static void AssertClose(ReadOnlySpan<double> found, ReadOnlySpan<double> expected, double tolerance)
    {
        double distance = Distance(found, expected);
        Expect.True(distance <= tolerance, $"Distance {distance:g3} is not within {tolerance:g3}.");
    }
}
