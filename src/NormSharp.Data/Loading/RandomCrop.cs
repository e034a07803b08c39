using NormSharp.Primitives;

namespace NormSharp.Data;

/// <summary>Draws the region that <c>RandomResizedCrop</c> of torchvision cuts out (Szegedy et al. 2015).</summary>
internal static class RandomCrop
{
    private const int Tries = 10;
    private const double Widest = 4.0 / 3;

    /// <summary>A region whose area is a uniform share from <paramref name="leastArea"/> to 1, its sides 3 : 4 to 4 : 3.</summary>
    public static PictureRegion Draw(ImageShape picture, double leastArea, ref Philox random)
    {
        double area = (double)picture.Height * picture.Width;
        double logWidest = Math.Log(Widest);
        for (int i = 0; i < Tries; i++)
        {
            double target = area * (leastArea + ((1 - leastArea) * random.NextDouble()));
            double aspect = Math.Exp(logWidest * ((2 * random.NextDouble()) - 1));
            int width = (int)Math.Round(Math.Sqrt(target * aspect));
            int height = (int)Math.Round(Math.Sqrt(target / aspect));
            if (width > 0 && width <= picture.Width && height > 0 && height <= picture.Height)
            {
                return new PictureRegion(
                    random.NextInt(picture.Height - height + 1), random.NextInt(picture.Width - width + 1), height, width);
            }
        }

        // The largest region in the middle that is no longer than allowed.
        int across = Math.Min(picture.Width, Math.Max((int)Math.Round(picture.Height * Widest), 1));
        int down = Math.Min(picture.Height, Math.Max((int)Math.Round(picture.Width * Widest), 1));
        return new PictureRegion((picture.Height - down) / 2, (picture.Width - across) / 2, down, across);
    }
}
