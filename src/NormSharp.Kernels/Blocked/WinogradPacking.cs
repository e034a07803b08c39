using NormSharp.Kernels.Convolution.Winograd;

namespace NormSharp.Kernels.Blocked;

/// <summary>
/// Filters of F(4×4, 3×3) in the order in which tiles read them: [pair of blocks of filters, point, channel, filter]; the last pair may be
/// one block.
/// </summary>
internal static class WinogradPacking
{
    /// <summary>Blocks of filters of a tile.</summary>
    public const int Pair = 2;

    /// <summary>Transforms and packs, in double.</summary>
    /// <param name="weight">[O, C, 3, 3].</param>
    /// <param name="channels">C.</param>
    /// <param name="output">The layout of the results.</param>
    public static PinnedFloats Pack(ReadOnlySpan<float> weight, int channels, BlockedLayout output)
    {
        const int Taps = WinogradPoints.Taps, Points = WinogradPoints.Count;
        int lanes = output.Lanes;
        var packed = new PinnedFloats(checked(output.Blocks * lanes * channels * WinogradPoints.Products));
        Span<float> target = packed.Span;
        Span<double> half = stackalloc double[Points * Taps];
        Span<double> column = stackalloc double[Points];
        for (int filter = 0; filter < output.Channels; filter++)
        {
            (int first, int width) = PairOf(filter / lanes, output.Blocks);
            int at = (first * lanes * channels * WinogradPoints.Products) + filter - (first * lanes);
            for (int channel = 0; channel < channels; channel++)
            {
                ReadOnlySpan<float> taps = weight.Slice(((filter * channels) + channel) * Taps * Taps, Taps * Taps);
                for (int j = 0; j < Taps; j++)
                {
                    Transform(taps[j], taps[Taps + j], taps[(2 * Taps) + j], column);
                    for (int i = 0; i < Points; i++)
                    {
                        half[(i * Taps) + j] = column[i];
                    }
                }

                for (int i = 0; i < Points; i++)
                {
                    Transform(half[i * Taps], half[(i * Taps) + 1], half[(i * Taps) + 2], column);
                    for (int j = 0; j < Points; j++)
                    {
                        target[at + ((((((i * Points) + j) * channels) + channel) * width) * lanes)] = (float)column[j];
                    }
                }
            }
        }

        return packed;
    }

    /// <summary>The first block of the pair that a block belongs to, and how many it has.</summary>
    public static (int First, int Width) PairOf(int block, int blocks)
    {
        int first = block / Pair * Pair;
        return (first, Math.Min(Pair, blocks - first));
    }

    /// <summary>G·g of <see cref="FilterTransform"/>.</summary>
    private static void Transform(double g0, double g1, double g2, Span<double> points)
    {
        const double A = WinogradPoints.A, B = WinogradPoints.B, A2 = A * A, B2 = B * B;
        const double Zero = 1 / (A2 * B2), Inner = 1 / (2 * A2 * (A2 - B2)), Outer = 1 / (2 * B2 * (B2 - A2));
        points[0] = Zero * g0;
        points[1] = Inner * (g0 + (A * g1) + (A2 * g2));
        points[2] = Inner * (g0 - (A * g1) + (A2 * g2));
        points[3] = Outer * (g0 + (B * g1) + (B2 * g2));
        points[4] = Outer * (g0 - (B * g1) + (B2 * g2));
        points[5] = g2;
    }
}
