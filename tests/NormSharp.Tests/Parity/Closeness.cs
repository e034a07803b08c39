namespace NormSharp.Tests.Parity;

/// <summary>Holds results to a reference: ‖actual − reference‖ / ‖reference‖, over all values of a tensor.</summary>
internal static class Closeness
{
    /// <summary>The bound that every comparison of this folder uses.</summary>
    public const double Bound = 1e-5;

    /// <summary>‖actual − reference‖ / ‖reference‖; 0 / 0 counts as 0, and a NaN anywhere gives NaN.</summary>
    public static double RelativeError(ReadOnlySpan<float> actual, ReadOnlySpan<double> reference)
    {
        double distance = Distance(actual, reference);
        return distance == 0 ? 0 : distance / Norm(reference);
    }

    /// <summary>Fails unless the relative error is at most <see cref="Bound"/>; a NaN fails.</summary>
    public static void Check(string what, ReadOnlySpan<float> actual, FixtureTensor reference) =>
        CheckError(what, RelativeError(actual, reference.Values));

    /// <summary>
    /// Fails unless ‖actual − reference‖ ≤ <see cref="Bound"/>·<paramref name="scale"/>: for references that are zero in exact
    /// arithmetic, such as the gradient of a bias before batch normalization.
    /// </summary>
    public static void CheckAgainstScale(string what, ReadOnlySpan<float> actual, FixtureTensor reference, double scale) =>
        CheckError(what, Distance(actual, reference.Values) / scale);

    /// <summary>‖values‖.</summary>
    public static double Norm(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value * value;
        }

        return Math.Sqrt(sum);
    }

    private static double Distance(ReadOnlySpan<float> actual, ReadOnlySpan<double> reference)
    {
        Assert.Equal(reference.Length, actual.Length);
        double sum = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            sum += (actual[i] - reference[i]) * (actual[i] - reference[i]);
        }

        return Math.Sqrt(sum);
    }

    private static void CheckError(string what, double error)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {error:E1}");
        Expect.True(error <= Bound, $"{what} differs from the reference by {error:E2}, more than {Bound:E0}.");
    }
}
