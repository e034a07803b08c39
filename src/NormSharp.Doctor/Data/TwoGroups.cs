namespace NormSharp.Diagnosis.Data;

/// <summary>
/// Two groups that rows of numbers fall in: along one of their first principal components, a mixture of two normal distributions that are
/// apart.
/// </summary>
internal sealed class TwoGroups
{
    // Ashman, Bird and Zepf 1994: two modes are told apart from D = 2 on; photos alone, light and dark ones, reach that.
    private const double FarApart = 3;
    private const double SmallestShare = 0.1;
    private const int FewestRows = 60;
    private const int Components = 3;
    private const int PowerSteps = 60;
    private const int MixtureSteps = 100;

    private readonly double[] _mean;
    private readonly double[] _deviation;
    private readonly double[] _direction;
    private readonly (double Weight, double Mean, double Variance)[] _modes;

    private TwoGroups(double[] mean, double[] deviation, double[] direction, (double Weight, double Mean, double Variance)[] modes)
        => (_mean, _deviation, _direction, _modes) = (mean, deviation, direction, modes);

    /// <summary>Ashman's D = √2·|μ₁ − μ₂|/√(σ₁² + σ₂²).</summary>
    public double Separation => Math.Sqrt(2 / (_modes[0].Variance + _modes[1].Variance)) * Math.Abs(_modes[0].Mean - _modes[1].Mean);

    /// <summary>The share of the smaller group.</summary>
    public double Share => Math.Min(_modes[0].Weight, _modes[1].Weight);

    /// <summary>The groups; null where there is one, or too few rows to tell.</summary>
    public static TwoGroups? Of(IReadOnlyList<double[]> rows)
    {
        if (rows.Count < FewestRows || rows.Any(row => !row.All(double.IsFinite)))
        {
            return null;
        }

        int width = rows[0].Length;
        double[] mean = [.. Enumerable.Range(0, width).Select(i => rows.Average(row => row[i]))];
        double[] deviation =
            [.. Enumerable.Range(0, width).Select(i => Math.Sqrt(rows.Average(row => (row[i] - mean[i]) * (row[i] - mean[i]))) + 1e-12)];
        double[][] rest = [.. rows.Select(row => row.Select((value, i) => (value - mean[i]) / deviation[i]).ToArray())];
        TwoGroups? best = null;
        for (int component = 0; component < Components; component++)
        {
            double[] direction = Principal(rest);
            double[] along = [.. rest.Select(row => Dot(row, direction))];
            var groups = new TwoGroups(mean, deviation, direction, Mixture(along));
            if (groups.Share >= SmallestShare && groups.Separation >= FarApart && groups.Separation > (best?.Separation ?? 0))
            {
                best = groups;
            }

            for (int n = 0; n < rest.Length; n++)
            {
                rest[n] = [.. rest[n].Select((value, i) => value - (along[n] * direction[i]))];
            }
        }

        return best;
    }

    /// <summary>Whether each row is of the second group.</summary>
    public bool[] Second(IReadOnlyList<double[]> rows) =>
    [
        .. rows.Select(row => Dot([.. row.Select((value, i) => (value - _mean[i]) / _deviation[i])], _direction))
            .Select(value => Density(_modes[1], value) > Density(_modes[0], value)),
    ];

    private static double[] Principal(double[][] rows)
    {
        int width = rows[0].Length;
        double[] direction = [.. Enumerable.Range(0, width).Select(i => 1 + (0.01 * i))];
        for (int step = 0; step < PowerSteps; step++)
        {
            double[] next = new double[width];
            foreach (double[] row in rows)
            {
                double along = Dot(row, direction);
                for (int i = 0; i < width; i++)
                {
                    next[i] += along * row[i];
                }
            }

            double length = Math.Sqrt(Dot(next, next)) + 1e-300;
            direction = [.. next.Select(value => value / length)];
        }

        return direction;
    }

    /// <summary>Expectation and maximization, from the lower and the upper half.</summary>
    private static (double Weight, double Mean, double Variance)[] Mixture(double[] values)
    {
        double[] sorted = [.. values.Order()];
        double least = 1e-6 + (1e-4 * Variance(sorted));
        (double Weight, double Mean, double Variance)[] modes =
        [
            .. new[] { sorted[..(sorted.Length / 2)], sorted[(sorted.Length / 2)..] }
                .Select(half => (0.5, half.Average(), Variance(half) + least)),
        ];
        for (int step = 0; step < MixtureSteps; step++)
        {
            double[] first =
                [.. values.Select(value => Density(modes[0], value)).Zip(values.Select(value => Density(modes[1], value)), Share0)];
            modes = [Mode(values, first, least), Mode(values, [.. first.Select(share => 1 - share)], least)];
        }

        return modes;
    }

    private static double Share0(double first, double second) => first + second > 0 ? first / (first + second) : 0.5;

    private static (double Weight, double Mean, double Variance) Mode(double[] values, double[] shares, double least)
    {
        double total = shares.Sum() + 1e-12;
        double mean = values.Zip(shares, (value, share) => value * share).Sum() / total;
        double variance = values.Zip(shares, (value, share) => share * (value - mean) * (value - mean)).Sum() / total;
        return (total / values.Length, mean, variance + least);
    }

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Average(value => (value - mean) * (value - mean));
    }

    private static double Density((double Weight, double Mean, double Variance) mode, double value)
        => mode.Weight * Math.Exp(-(value - mode.Mean) * (value - mode.Mean) / (2 * mode.Variance)) / Math.Sqrt(mode.Variance);

    private static double Dot(double[] one, double[] other)
    {
        double sum = 0;
        for (int i = 0; i < one.Length; i++)
        {
            sum += one[i] * other[i];
        }

        return sum;
    }
}
