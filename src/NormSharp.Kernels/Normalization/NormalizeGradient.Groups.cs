using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <content>The gradient where several channels share the statistics of one group.</content>
internal static unsafe partial class NormalizeGradient
{
    /// <summary>
    /// dx = invStd·(γ·dz − s/count − x̂·t/count), where s = Σγ·dz and t = Σγ·dz·x̂ are sums over all values behind the statistics: those of a group
    /// of channels, which all have the group's μ, invStd, s and t.
    /// </summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="planes">The extent of x, y, dy and dx.</param>
    /// <param name="x">The batch.</param>
    /// <param name="y">The forward output; read only for the sigmoid and tanh, else it may be empty.</param>
    /// <param name="dy">The gradient with respect to y.</param>
    /// <param name="mean">μ, C numbers.</param>
    /// <param name="invStd">1/√(populationVariance + ε), C numbers.</param>
    /// <param name="gamma">γ, C numbers, or none for 1.</param>
    /// <param name="beta">β, C numbers, or none for 0.</param>
    /// <param name="activation">f.</param>
    /// <param name="sumGammaDz">s, C numbers.</param>
    /// <param name="sumGammaDzXHat">t, C numbers.</param>
    /// <param name="count">Values behind the statistics of a group.</param>
    /// <param name="dx">The gradient with respect to x, written; it may be dy itself.</param>
    /// <exception cref="ArgumentException">An extent is negative, a span's length does not fit, or the count is not positive.</exception>
    public static void ThroughGroupStatistics(
        ThreadTeam team,
        Planes planes,
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> y,
        ReadOnlySpan<float> dy,
        ReadOnlySpan<double> mean,
        ReadOnlySpan<double> invStd,
        ReadOnlySpan<float> gamma,
        ReadOnlySpan<float> beta,
        Activation activation,
        ReadOnlySpan<double> sumGammaDz,
        ReadOnlySpan<double> sumGammaDzXHat,
        double count,
        Span<float> dx)
    {
        ArgumentNullException.ThrowIfNull(team);
        CheckInputs(planes, x.Length, y.Length, dy.Length, activation);
        NormalizationGuard.Statistics(planes, mean.Length, invStd.Length, gamma.Length, beta.Length);
        NormalizationGuard.Channels(planes, nameof(sumGammaDz), sumGammaDz.Length);
        NormalizationGuard.Channels(planes, nameof(sumGammaDzXHat), sumGammaDzXHat.Length);
        NormalizationGuard.Elements(planes, nameof(dx), dx.Length);
        NormalizationGuard.Count(count);
        var layout = new ChannelLayout(planes, team.Machine);
        using ThreadTeam.Lease lease = team.Reserve();
        var coefficients = new ChannelCoefficients(team.SharedScratch(ChannelCoefficients.FloatsFor(layout)), layout.Columns);
        coefficients.SetAffine(layout, mean, invStd, gamma, beta);
        coefficients.SetGroupCorrection(layout, mean, invStd, sumGammaDz, sumGammaDzXHat, count);
        fixed (float* px = x, py = y, pdy = dy, pdx = dx)
        {
            var visitor = new BatchVisitor(team, layout, new ChannelData { X = px, Y = py, Dy = pdy, Coefficients = coefficients }, pdx);
            activation.Dispatch(ref visitor);
        }
    }
}
