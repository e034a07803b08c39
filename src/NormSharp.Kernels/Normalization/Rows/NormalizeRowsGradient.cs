using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Reductions;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization.Rows;

/// <summary>
/// The gradient of <see cref="NormalizeRows"/>. With z = γ·x̂ + β, x̂ = (x − μ)·invStd, y = f(z), dz = f′(z)·dy and g = γ·dz:
/// dx = invStd·(g − mean(g) − x̂·mean(g·x̂)), means taken over the row; without centering the middle term falls away. dγ = Σdz·x̂ and dβ = Σdz over
/// the rows.
/// </summary>
/// <remarks>
/// Reads x and dy once and writes dx once; dx holds g in between, while a row is in a cache. Only the sigmoid and tanh read y; the other
/// activations make z again from x. Sums over a row are taken in float lanes of at most 256 numbers each and in double above; dγ and dβ in float over
/// at most 128 rows and in double above, in an order that depends on the sizes only. The twin is
/// <see cref="Reference.ReferenceRowNormalization"/>.
/// </remarks>
internal static unsafe class NormalizeRowsGradient
{
    /// <summary>Computes dx, and dγ and dβ where they are asked for.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="extent">The extent of x, y, dy and dx.</param>
    /// <param name="centered">As in the forward pass.</param>
    /// <param name="x">The batch.</param>
    /// <param name="y">The forward output; read only for the sigmoid and tanh, else it may be empty.</param>
    /// <param name="dy">The gradient with respect to y.</param>
    /// <param name="mean">μ of each row, from the forward pass.</param>
    /// <param name="invStd">invStd of each row, from the forward pass.</param>
    /// <param name="gamma">γ, one number for each place in a row, or none for 1.</param>
    /// <param name="beta">β, one number for each place in a row, or none for 0.</param>
    /// <param name="activation">f.</param>
    /// <param name="dx">The gradient with respect to x, written; it may be dy itself, but not x.</param>
    /// <param name="dGamma">dγ, written; empty where it is not asked for.</param>
    /// <param name="dBeta">dβ, written; empty where it is not asked for.</param>
    /// <exception cref="ArgumentException">An extent is out of range, a span's length does not fit, or dx overlaps x.</exception>
    public static void Apply(
        ThreadTeam team,
        RowExtent extent,
        bool centered,
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> y,
        ReadOnlySpan<float> dy,
        ReadOnlySpan<double> mean,
        ReadOnlySpan<double> invStd,
        ReadOnlySpan<float> gamma,
        ReadOnlySpan<float> beta,
        Activation activation,
        Span<float> dx,
        Span<float> dGamma,
        Span<float> dBeta)
    {
        ArgumentNullException.ThrowIfNull(team);
        RowGuard.Check(extent);
        RowGuard.Elements(extent, nameof(x), x.Length);
        RowGuard.Output(extent, activation, y.Length);
        RowGuard.Elements(extent, nameof(dy), dy.Length);
        RowGuard.Elements(extent, nameof(dx), dx.Length);
        RowGuard.Parameters(extent, mean.Length, invStd.Length, gamma.Length, beta.Length);
        RowGuard.Optional(extent, nameof(dGamma), dGamma.Length);
        RowGuard.Optional(extent, nameof(dBeta), dBeta.Length);
        if (((ReadOnlySpan<float>)dx).Overlaps(x))
        {
            throw new ArgumentException("dx of a normalization overlaps x, which is still read when dx is written; use separate memory.", nameof(dx));
        }

        var blocks = new RowBlocks(extent);
        int shares = checked(blocks.Count * extent.RowLength);
        using ThreadTeam.Lease lease = team.Reserve();
        float* scratch = team.SharedScratch((nuint)(dGamma.IsEmpty ? 0 : shares) + (nuint)(dBeta.IsEmpty ? 0 : shares) + 1);
        float* gammaShares = dGamma.IsEmpty ? null : scratch;
        float* betaShares = dBeta.IsEmpty ? null : scratch + (dGamma.IsEmpty ? 0 : shares);
        fixed (float* px = x, py = y, pdy = dy, pdx = dx, pg = gamma, pb = beta)
        fixed (double* pm = mean, pi = invStd)
        {
            var data = new RowGradientData(extent.RowLength, px, py, pdy, pdx, gammaShares, betaShares);
            var visitor = new Visitor(team, blocks, data, new RowParameters(pm, pi, pg, pb), centered);
            activation.Dispatch(ref visitor);
        }

        Merge(team, blocks, gammaShares, dGamma);
        Merge(team, blocks, betaShares, dBeta);
    }

    private static void Merge(ThreadTeam team, RowBlocks blocks, float* shares, Span<float> sums)
    {
        if (!sums.IsEmpty)
        {
            SumKernel.Apply(team, 1, blocks.Count, sums.Length, new ReadOnlySpan<float>(shares, blocks.Count * sums.Length), sums);
        }
    }

    private readonly struct Visitor(ThreadTeam team, RowBlocks blocks, RowGradientData data, RowParameters parameters, bool centered) : IEpilogueVisitor
    {
        public void Visit<TEpilogue>(TEpilogue epilogue)
            where TEpilogue : unmanaged, IEpilogue =>
            team.ForSimd(blocks.Count, new RowGradientBody<TEpilogue>(epilogue, blocks, data, parameters, centered));
    }
}
