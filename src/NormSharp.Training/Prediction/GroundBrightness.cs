using NormSharp.Data;

namespace NormSharp.Training;

/// <summary>Whether gray images show dark things on a light ground or the other way round: by the brightness at their edge.</summary>
internal static class GroundBrightness
{
    private const int MostImages = 1000;

    /// <summary>A mean at the edge up to this is a dark ground.</summary>
    private const double Dark = 100;

    /// <summary>The mean byte around the edge of an image's first channel.</summary>
    public static double AtEdge(ReadOnlySpan<byte> plane, int width, int height)
    {
        long sum = 0;
        int count = 0;
        for (int i = 0; i < width * height; i++)
        {
            if (i % width == 0 || i % width == width - 1 || i < width || i >= width * (height - 1))
            {
                sum += plane[i];
                count++;
            }
        }

        return (double)sum / count;
    }

    /// <summary>Whether a set of gray images has a ground that is not dark.</summary>
    public static bool IsLight(ImageSet set)
    {
        ImageShape shape = set.Shape;
        int step = ((set.Count - 1) / MostImages) + 1;
        return shape.Channels == 1
            && Enumerable.Range(0, ((set.Count - 1) / step) + 1)
                .Average(i => AtEdge(set.Image(i * step), shape.Width, shape.Height)) > Dark;
    }
}
