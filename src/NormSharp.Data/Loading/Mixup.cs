using NormSharp.Primitives;

namespace NormSharp.Data;

/// <summary>Draws with which other image one is mixed, and how much of itself it keeps (Zhang et al. 2018, "mixup").</summary>
/// <param name="Partner">The other image.</param>
/// <param name="Share">The share of the image itself, from ½ to 1: of the two shares of Beta(α, α) it keeps the larger.</param>
internal readonly record struct Mixup(int Partner, float Share)
{
    private const int Tries = 100;

    /// <summary>Draws for one image.</summary>
    /// <param name="images">How many images there are.</param>
    /// <param name="alpha">α, above 0 and at most 1.</param>
    /// <param name="random">A stream of this image alone.</param>
    public static Mixup Draw(int images, double alpha, Philox random)
    {
        int partner = random.NextInt(images);
        double share = Beta(alpha, ref random);
        return new Mixup(partner, (float)Math.Max(share, 1 - share));
    }

    /// <summary>Jöhnk 1964: u^(1/α) beside v^(1/α), where their sum is at most 1.</summary>
    private static double Beta(double alpha, ref Philox random)
    {
        for (int i = 0; i < Tries; i++)
        {
            double x = Math.Pow(random.NextDouble(), 1 / alpha);
            double y = Math.Pow(random.NextDouble(), 1 / alpha);
            if (x + y is > 0 and <= 1)
            {
                return x / (x + y);
            }
        }

        return 1;
    }
}
