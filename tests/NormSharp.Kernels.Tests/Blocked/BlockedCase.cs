using NormSharp.Kernels.Blocked;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Tests.Blocked;

/// <summary>Plain images on both sides of a kernel on blocked ones.</summary>
internal static class BlockedCase
{
    public static int Lanes => SimdWidth.Count;

    /// <summary>Brings plain images into a layout; everything else in the memory is NaN but for the border.</summary>
    public static float[] Blocked(in BlockedLayout layout, int images, ReadOnlySpan<float> plain)
    {
        float[] blocked = new float[images * layout.Length];
        Array.Fill(blocked, float.NaN);
        BlockedBorder.Clear(images, layout, blocked);
        foreach ((int at, int place) in Places(layout, images))
        {
            blocked[place] = plain[at];
        }

        return blocked;
    }

    /// <summary>Takes plain images out of a layout, and checks that the border is zero.</summary>
    public static float[] Plain(BlockedLayout layout, int images, float[] blocked)
    {
        float[] plain = new float[images * layout.Channels * layout.Height * layout.Width];
        foreach ((int at, int place) in Places(layout, images))
        {
            plain[at] = blocked[place];
        }

        float[] cleared = [.. blocked];
        BlockedBorder.Clear(images, layout, cleared);
        TestNumbers.AssertSameBits(cleared, blocked);
        return plain;
    }

    /// <summary>Runs a kernel on 1, 2 and 3 threads, which give the same bits, and gives its plain results.</summary>
    public static float[] Run(BlockedKernel kernel, int images, ReadOnlySpan<float> plain, float[]? second = null)
    {
        float[] x = Blocked(kernel.Input, images, plain);
        float[]? first = null;
        foreach (int threads in (int[])[1, 2, 3])
        {
            using var team = new ThreadTeam(threads);
            float[] y = new float[images * kernel.Output.Length];
            Array.Fill(y, float.NaN);
            kernel.Run(team, images, x, second, y);
            float[] result = Plain(kernel.Output, images, y);
            first ??= result;
            TestNumbers.AssertSameBits(first, result);
        }

        return first!;
    }

    /// <summary>Where each number of plain images lies in blocked ones.</summary>
    private static IEnumerable<(int At, int Place)> Places(BlockedLayout layout, int images)
    {
        int at = 0;
        for (int image = 0; image < images; image++)
        {
            for (int channel = 0; channel < layout.Channels; channel++)
            {
                int block = (image * layout.Length) + layout.Interior + (channel / layout.Lanes * layout.BlockStride);
                for (int row = 0; row < layout.Height; row++)
                {
                    for (int column = 0; column < layout.Width; column++)
                    {
                        yield return (at++, block + (row * layout.RowStride) + (column * layout.Lanes) + (channel % layout.Lanes));
                    }
                }
            }
        }
    }
}
