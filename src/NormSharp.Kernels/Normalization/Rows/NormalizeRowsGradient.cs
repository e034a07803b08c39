using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Reductions;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization.Rows;

/// <summary>
/// The gradient of <see cref="NormalizeRows"/>. With z = γ·x̂ + β, x̂ = (x − μ)·invStd, y = f(z), dz = f′(z)·dy and g = γ·dz:
/// dx = invStd·(g − mean(g) − x̂·mean(g·x̂)), means taken over the row; without centering the middle term falls away. dγ = Σdz·x̂ and dβ =
/// Σdz over the rows.
/// </summary>
/// <remarks>
/// Reads x and dy once and writes dx once; dx holds g in between, while a row is in a cache. Only the sigmoid and tanh read y; the other
/// activations make z again from x. Sums over a row are taken in float lanes of at most 256 numbers each and in double above; dγ and dβ in
/// float over at most 128 rows and in double above, in an order that depends on the sizes only. The twin is
/// <c>ReferenceRowNormalization</c>, in the tests.
/// </remarks>
internal static unsafe class NormalizeRowsGradient
{
    /// <summary>Computes dx, and dγ and dβ where they are wanted.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="extent">The extent of x, y, dy and dx.</param>
    /// <param name="centered">As in the forward pass.</param>
    /// <param name="spans">What is read; μ and invStd are those of each row, γ and β of each place in a row.</param>
    /// <param name="dx">The gradient with respect to x, written; it may be dy itself, but not x.</param>
    /// <param name="dGamma">dγ, written; empty where it is not wanted.</param>
    /// <param name="dBeta">dβ, written; empty where it is not wanted.</param>
    /// <exception cref="ArgumentException">An extent is out of range, a span's length does not fit, or dx overlaps x.</exception>
    public static void Apply(
        ThreadTeam team,
        RowExtent extent,
        bool centered,
        in GradientSpans spans,
        Span<float> dx,
        Span<float> dGamma,
        Span<float> dBeta)
    {
        ArgumentNullException.ThrowIfNull(team);
        RowGuard.Check(extent);
        ChannelAffine affine = spans.Affine;
        RowGuard.Elements(extent, "x", spans.X.Length);
        RowGuard.Output(extent, spans.Activation, spans.Y.Length);
        RowGuard.Elements(extent, "dy", spans.Dy.Length);
        RowGuard.Elements(extent, nameof(dx), dx.Length);
        RowGuard.Parameters(extent, affine.Mean.Length, affine.InvStd.Length, affine.Gamma.Length, affine.Beta.Length);
        RowGuard.Optional(extent, nameof(dGamma), dGamma.Length);
        RowGuard.Optional(extent, nameof(dBeta), dBeta.Length);
        if (((ReadOnlySpan<float>)dx).Overlaps(spans.X))
        {
            throw new ArgumentException(
                "dx of a normalization overlaps x, which is still read when dx is written; use separate memory.", nameof(dx));
        }

        var blocks = new RowBlocks(extent);
        int shares = checked(blocks.Count * extent.RowLength);
        using ThreadTeam.Lease lease = team.Reserve();
        float* scratch = team.SharedScratch((nuint)(dGamma.IsEmpty ? 0 : shares) + (nuint)(dBeta.IsEmpty ? 0 : shares) + 1);
        float* gammaShares = dGamma.IsEmpty ? null : scratch;
        float* betaShares = dBeta.IsEmpty ? null : scratch + (dGamma.IsEmpty ? 0 : shares);
        fixed (float* px = spans.X, py = spans.Y, pdy = spans.Dy, pdx = dx, pg = affine.Gamma, pb = affine.Beta)
        fixed (double* pm = affine.Mean, pi = affine.InvStd)
        {
            var data = new RowGradientData(extent.RowLength, px, py, pdy, pdx, gammaShares, betaShares);
            var visitor = new Visitor(team, blocks, data, new RowParameters(pm, pi, pg, pb), centered);
            spans.Activation.Dispatch(ref visitor);
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

    private readonly struct Visitor(
        ThreadTeam team, RowBlocks blocks, RowGradientData data, RowParameters parameters, bool centered) : IEpilogueVisitor
    {
        public void Visit<TEpilogue>(TEpilogue epilogue)
            where TEpilogue : unmanaged, IEpilogue =>
            team.ForSimd(blocks.Count, new RowGradientBody<TEpilogue>(epilogue, blocks, data, parameters, centered));
    }
}
