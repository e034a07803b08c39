namespace NormSharp.Studies.Statistics;

/// <summary>Student's t distribution.</summary>
internal static class StudentT
{
    private static readonly double[] Quantiles =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
        2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
        2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>The value that is exceeded with probability 2.5 %.</summary>
    /// <param name="degreesOfFreedom">At least 1.</param>
    public static double Quantile975(int degreesOfFreedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degreesOfFreedom, 1);

        if (degreesOfFreedom <= Quantiles.Length)
        {
            return Quantiles[degreesOfFreedom - 1];
        }

        // Beyond the table two terms of the expansion in 1/n around the normal quantile (Abramowitz and Stegun 26.7.5) are exact to three
        // decimals.
        const double Z = 1.959964;
        const double First = ((Z * Z * Z) + Z) / 4;
        const double Second = ((5 * Z * Z * Z * Z * Z) + (16 * Z * Z * Z) + (3 * Z)) / 96;
        return Z + (First / degreesOfFreedom) + (Second / ((double)degreesOfFreedom * degreesOfFreedom));
    }
}
