namespace NormSharp.Diagnosis.Data;

/// <summary>
/// Fisher's linear discriminant of two groups: the direction in which their means are farthest apart, measured by how far each scatters.
/// </summary>
internal static class Discriminant
{
    // How far the scatter within groups is drawn to that of all rows, which is the identity: with few rows it is known badly.
    private const double Shrinkage = 0.1;

    /// <summary>The direction, of length 1.</summary>
    /// <param name="rows">Rows whose covariance is the identity.</param>
    /// <param name="second">Of each the probability that it is of the second group.</param>
    public static double[] Of(double[][] rows, double[] second)
    {
        int width = rows[0].Length;
        double[] first = [.. second.Select(share => 1 - share)];
        double[][] means = [Mean(rows, first), Mean(rows, second)];
        double[][] within = [.. Enumerable.Range(0, width).Select(_ => new double[width])];
        for (int n = 0; n < rows.Length; n++)
        {
            Add(within, rows[n], means[0], first[n] / rows.Length);
            Add(within, rows[n], means[1], second[n] / rows.Length);
        }

        for (int i = 0; i < width; i++)
        {
            for (int j = 0; j < width; j++)
            {
                within[i][j] = ((1 - Shrinkage) * within[i][j]) + (i == j ? Shrinkage : 0);
            }
        }

        double[] direction = Solve(within, [.. means[1].Zip(means[0], (one, other) => one - other)]);
        double length = Math.Sqrt(PrincipalComponents.Dot(direction, direction)) + 1e-300;
        return [.. direction.Select(value => value / length)];
    }

    private static double[] Mean(double[][] rows, double[] shares)
    {
        double total = shares.Sum() + 1e-12;
        return
        [
            .. Enumerable.Range(0, rows[0].Length).Select(i => rows.Zip(shares, (row, share) => share * row[i]).Sum() / total),
        ];
    }

    private static void Add(double[][] scatter, double[] row, double[] mean, double share)
    {
        for (int i = 0; i < row.Length; i++)
        {
            for (int j = 0; j < row.Length; j++)
            {
                scatter[i][j] += share * (row[i] - mean[i]) * (row[j] - mean[j]);
            }
        }
    }

    /// <summary>Solves a system whose matrix is symmetric and positive definite, by elimination; the matrix is overwritten.</summary>
    private static double[] Solve(double[][] matrix, double[] right)
    {
        int size = right.Length;
        for (int k = 0; k < size; k++)
        {
            for (int i = k + 1; i < size; i++)
            {
                double factor = matrix[i][k] / matrix[k][k];
                for (int j = k; j < size; j++)
                {
                    matrix[i][j] -= factor * matrix[k][j];
                }

                right[i] -= factor * right[k];
            }
        }

        for (int k = size - 1; k >= 0; k--)
        {
            for (int j = k + 1; j < size; j++)
            {
                right[k] -= matrix[k][j] * right[j];
            }

            right[k] /= matrix[k][k];
        }

        return right;
    }
}
