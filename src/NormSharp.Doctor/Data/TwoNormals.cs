namespace NormSharp.Diagnosis.Data;

/// <summary>A mixture of two normal distributions of numbers on a line, by expectation and maximization.</summary>
/// <param name="First">One of them.</param>
/// <param name="Second">The other.</param>
internal sealed record TwoNormals(
    (double Weight, double Mean, double Variance) First, (double Weight, double Mean, double Variance) Second)
{
    /// <summary>Ashman's D = √2·|μ₁ − μ₂|/√(σ₁² + σ₂²).</summary>
    public double Separation => Math.Sqrt(2 / (First.Variance + Second.Variance)) * Math.Abs(First.Mean - Second.Mean);

    /// <summary>The share of the smaller one.</summary>
    public double Share => Math.Min(First.Weight, Second.Weight);

    /// <summary>From the lower and the upper half.</summary>
    public static TwoNormals OfHalves(double[] values, int steps)
    {
        double middle = values.Order().ElementAt(values.Length / 2);
        return From(values, [.. values.Select(value => value < middle ? 0.0 : 1)], steps);
    }

    /// <summary>From how far each number is one of the second.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="second">Of each the probability that it is one of the second.</param>
    /// <param name="steps">How many steps.</param>
    public static TwoNormals From(double[] values, double[] second, int steps)
    {
        double least = 1e-6 + (1e-4 * Normal(values, [.. values.Select(_ => 1.0)], 0).Variance);
        double[] shares = second;
        for (int step = 0; ; step++)
        {
            var modes = new TwoNormals(Normal(values, [.. shares.Select(share => 1 - share)], least), Normal(values, shares, least));
            if (step == steps)
            {
                return modes;
            }

            shares = modes.Shares(values);
        }
    }

    /// <summary>Of each number the probability that it is one of the second.</summary>
    public double[] Shares(double[] values) => [.. values.Select(ShareOf)];

    private double ShareOf(double value)
    {
        double first = Density(First, value);
        double second = Density(Second, value);
        return first + second > 0 ? second / (first + second)
            : Math.Abs(value - Second.Mean) < Math.Abs(value - First.Mean) ? 1 : 0;
    }

    private static (double Weight, double Mean, double Variance) Normal(double[] values, double[] shares, double least)
    {
        double total = shares.Sum() + 1e-12;
        double mean = values.Zip(shares, (value, share) => value * share).Sum() / total;
        double variance = values.Zip(shares, (value, share) => share * (value - mean) * (value - mean)).Sum() / total;
        return (total / values.Length, mean, variance + least);
    }

    private static double Density((double Weight, double Mean, double Variance) mode, double value)
        => mode.Weight * Math.Exp(-(value - mode.Mean) * (value - mode.Mean) / (2 * mode.Variance)) / Math.Sqrt(mode.Variance);
}
