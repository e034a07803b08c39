namespace NormSharp.Data;

/// <summary>
/// Resizes pictures as Pillow and torchvision do: bilinear, and antialiased where it makes smaller; columns first, rounded to bytes, then
/// rows. Serves one thread at a time.
/// </summary>
internal sealed class Resampler
{
    private const int Half = 1 << (ResampledAxis.Precision - 1);

    private readonly ResampledAxis _columns = new();
    private readonly ResampledAxis _rows = new();
    private byte[] _between = [];

    /// <summary>Resizes a region of a picture, and gives a window of the result.</summary>
    /// <param name="planes">The picture, channel after channel.</param>
    /// <param name="shape">Its size.</param>
    /// <param name="region">What of it becomes the result.</param>
    /// <param name="size">Height and width of the whole result.</param>
    /// <param name="window">What of the result is wanted.</param>
    /// <param name="destination">Receives the window, channel after channel.</param>
    public void Resample(
        ReadOnlySpan<byte> planes,
        ImageShape shape,
        PictureRegion region,
        (int Height, int Width) size,
        PictureRegion window,
        Span<byte> destination)
    {
        _columns.Prepare(region.Width, size.Width, window.Left, window.Width);
        _rows.Prepare(region.Height, size.Height, window.Top, window.Height);
        int firstRow = _rows.StartOf(0);
        int rows = _rows.StartOf(window.Height - 1) + _rows.WeightsOf(window.Height - 1).Length - firstRow;
        if (_between.Length < rows * window.Width)
        {
            _between = new byte[rows * window.Width];
        }

        for (int channel = 0; channel < shape.Channels; channel++)
        {
            ReadOnlySpan<byte> plane = planes.Slice(channel * shape.PlaneLength, shape.PlaneLength);
            for (int row = 0; row < rows; row++)
            {
                int start = ((region.Top + firstRow + row) * shape.Width) + region.Left;
                Across(plane.Slice(start, region.Width), _between.AsSpan(row * window.Width, window.Width));
            }

            Down(firstRow, window.Width, destination.Slice(channel * window.Height * window.Width, window.Height * window.Width));
        }
    }

    private void Across(ReadOnlySpan<byte> line, Span<byte> result)
    {
        for (int x = 0; x < result.Length; x++)
        {
            ReadOnlySpan<int> weights = _columns.WeightsOf(x);
            ReadOnlySpan<byte> pixels = line.Slice(_columns.StartOf(x), weights.Length);
            int sum = Half;
            for (int tap = 0; tap < weights.Length; tap++)
            {
                sum += pixels[tap] * weights[tap];
            }

            result[x] = Rounded(sum);
        }
    }

    private void Down(int firstRow, int width, Span<byte> result)
    {
        int height = result.Length / width;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<int> weights = _rows.WeightsOf(y);
            ReadOnlySpan<byte> lines = _between.AsSpan((_rows.StartOf(y) - firstRow) * width, weights.Length * width);
            Span<byte> target = result.Slice(y * width, width);
            for (int x = 0; x < width; x++)
            {
                int sum = Half;
                for (int tap = 0; tap < weights.Length; tap++)
                {
                    sum += lines[(tap * width) + x] * weights[tap];
                }

                target[x] = Rounded(sum);
            }
        }
    }

    private static byte Rounded(int sum) => (byte)Math.Clamp(sum >> ResampledAxis.Precision, 0, byte.MaxValue);
}
