namespace NormSharp.Training;

/// <summary>Between which shares the true one lies, by what a sample showed (Wilson 1927).</summary>
/// <param name="Low">The lower end, from 0 to 1.</param>
/// <param name="High">The upper end, from 0 to 1.</param>
internal readonly record struct WilsonInterval(double Low, double High)
{
    // 97.5 % of a normal distribution lie below this.
    private const double Z = 1.959963984540054;

    /// <summary>
    /// The 95 % interval of a share p of n: (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n) with z = 1.96.
    /// </summary>
    public static WilsonInterval Of(double share, long count)
    {
        double squared = Z * Z / count;
        double middle = share + (squared / 2);
        double half = Z * Math.Sqrt(((share * (1 - share)) + (squared / 4)) / count);
        return new WilsonInterval(Math.Max((middle - half) / (1 + squared), 0), Math.Min((middle + half) / (1 + squared), 1));
    }
}
