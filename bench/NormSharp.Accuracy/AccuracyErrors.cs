namespace NormSharp.Accuracy;

/// <summary>‖difference‖ / ‖reference‖ of what batch normalization gives.</summary>
internal sealed record AccuracyErrors(double Mean, double Variance, double Output)
{
    public static IReadOnlyList<string> Names { get; } = ["mean", "variance", "output"];

    public double this[int quantity] => quantity switch { 0 => Mean, 1 => Variance, _ => Output };

    public static AccuracyErrors Of(NormalizedBatch actual, NormalizedBatch reference) => new(
        Relative(actual.Mean, reference.Mean),
        Relative(actual.UnbiasedVariance, reference.UnbiasedVariance),
        Relative(actual.Output, reference.Output));

    private static double Relative(double[] actual, double[] reference) =>
        Math.Sqrt(actual.Zip(reference, (a, r) => (a - r) * (a - r)).Sum() / reference.Sum(r => r * r));
}
