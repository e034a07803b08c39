namespace NormSharp.Benchmarks;

/// <summary>Inputs of benchmarks.</summary>
internal static class RandomNumbers
{
    /// <summary>Numbers between −1 and 1.</summary>
    public static float[] Of(int length, int seed)
    {
        var random = new Random(seed);
        float[] x = new float[length];
        for (int i = 0; i < length; i++)
        {
            x[i] = (2 * random.NextSingle()) - 1;
        }

        return x;
    }
}
