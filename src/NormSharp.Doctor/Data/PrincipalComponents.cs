namespace NormSharp.Diagnosis.Data;

/// <summary>The first principal components of rows of numbers, whose columns are brought to one scale before.</summary>
internal sealed class PrincipalComponents
{
    private const int PowerSteps = 100;

    // A component that explains less of a column's variance than this is rounding.
    private const double Negligible = 1e-6;

    private readonly double[] _mean;
    private readonly double[] _deviation;
    private readonly List<(double[] Direction, double Deviation)> _components = [];

    /// <summary>Finds them, the largest first; fewer where the rows span fewer.</summary>
    public PrincipalComponents(IReadOnlyList<double[]> rows, int count)
    {
        int width = rows[0].Length;
        _mean = [.. Enumerable.Range(0, width).Select(i => rows.Average(row => row[i]))];
        _deviation =
            [.. Enumerable.Range(0, width).Select(i => Math.Sqrt(rows.Average(row => (row[i] - _mean[i]) * (row[i] - _mean[i]))) + 1e-12)];
        double[][] rest = Covariance([.. rows.Select(Scaled)]);
        for (int component = 0; component < Math.Min(count, width); component++)
        {
            double[] direction = Largest(rest);
            double variance = Dot(Product(rest, direction), direction);
            if (variance < Negligible)
            {
                break;
            }

            _components.Add((direction, Math.Sqrt(variance)));
            for (int i = 0; i < width; i++)
            {
                for (int j = 0; j < width; j++)
                {
                    rest[i][j] -= variance * direction[i] * direction[j];
                }
            }
        }
    }

    /// <summary>A row in their coordinates, each of deviation 1 over the rows that they were found in.</summary>
    public double[] Of(double[] row)
    {
        double[] scaled = Scaled(row);
        return [.. _components.Select(component => Dot(scaled, component.Direction) / component.Deviation)];
    }

    /// <summary>The inner product.</summary>
    public static double Dot(double[] one, double[] other)
    {
        double sum = 0;
        for (int i = 0; i < one.Length; i++)
        {
            sum += one[i] * other[i];
        }

        return sum;
    }

    private double[] Scaled(double[] row) => [.. row.Select((value, i) => (value - _mean[i]) / _deviation[i])];

    private static double[][] Covariance(double[][] rows)
    {
        int width = rows[0].Length;
        double[][] sums = [.. Enumerable.Range(0, width).Select(_ => new double[width])];
        foreach (double[] row in rows)
        {
            for (int i = 0; i < width; i++)
            {
                for (int j = 0; j < width; j++)
                {
                    sums[i][j] += row[i] * row[j] / rows.Length;
                }
            }
        }

        return sums;
    }

    private static double[] Largest(double[][] matrix)
    {
        double[] direction = [.. Enumerable.Range(0, matrix.Length).Select(i => 1 + (0.01 * i))];
        for (int step = 0; step < PowerSteps; step++)
        {
            double[] next = Product(matrix, direction);
            double length = Math.Sqrt(Dot(next, next)) + 1e-300;
            direction = [.. next.Select(value => value / length)];
        }

        return direction;
    }

    private static double[] Product(double[][] matrix, double[] vector) => [.. matrix.Select(row => Dot(row, vector))];
}
