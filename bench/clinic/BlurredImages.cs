using NormSharp.Data;

namespace NormSharp.Clinic;

/// <summary>The images of a set out of focus: each pixel is the mean of 3×3.</summary>
internal sealed class BlurredImages(ImageSet source) : RemadeImages(source)
{
    protected override byte[] Make(int index)
    {
        ReadOnlySpan<byte> image = Original.Image(index);
        byte[] blurred = new byte[image.Length];
        (int height, int width) = (Shape.Height, Shape.Width);
        for (int at = 0; at < image.Length; at++)
        {
            (int row, int column) = (at / width % height, at % width);
            ReadOnlySpan<byte> plane = image.Slice(at / (height * width) * height * width, height * width);
            int sum = 0;
            int count = 0;
            for (int y = Math.Max(0, row - 1); y <= Math.Min(height - 1, row + 1); y++)
            {
                for (int x = Math.Max(0, column - 1); x <= Math.Min(width - 1, column + 1); x++, count++)
                {
                    sum += plane[(y * width) + x];
                }
            }

            blurred[at] = (byte)((sum + (count / 2)) / count);
        }

        return blurred;
    }
}
