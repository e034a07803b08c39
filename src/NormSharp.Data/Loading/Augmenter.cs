using NormSharp.Primitives;

namespace NormSharp.Data;

/// <summary>Shifts and flips the bytes of an image into memory of its own.</summary>
internal sealed class Augmenter
{
    private readonly Augmentation _augmentation;
    private readonly ImageShape _shape;
    private readonly byte[] _moved;

    public Augmenter(Augmentation augmentation, ImageShape shape)
    {
        augmentation.Check(shape);
        (_augmentation, _shape, _moved) = (augmentation, shape, new byte[shape.Length]);
    }

    /// <summary>Draws a shift and a flip, and applies them; the result is valid until the next call.</summary>
    public ReadOnlySpan<byte> Apply(ReadOnlySpan<byte> image, Philox random)
    {
        int range = (2 * _augmentation.MaxShift) + 1;
        int down = random.NextInt(range) - _augmentation.MaxShift;
        int right = random.NextInt(range) - _augmentation.MaxShift;
        bool flip = random.NextInt(2) == 1 && _augmentation.HorizontalFlip;
        return Move(image, down, right, flip);
    }

    /// <summary>Mirrors first if asked to, then moves; what moves in is 0.</summary>
    internal ReadOnlySpan<byte> Move(ReadOnlySpan<byte> image, int down, int right, bool flip)
    {
        Span<byte> moved = _moved;
        moved.Clear();
        int height = _shape.Height;
        int width = _shape.Width;
        int length = width - Math.Abs(right);
        for (int row = 0; row < height * _shape.Channels; row++)
        {
            int y = row % height;
            if ((uint)(y - down) >= (uint)height)
            {
                continue;
            }

            ReadOnlySpan<byte> source = image.Slice((row - down) * width, width);
            Span<byte> target = moved.Slice((row * width) + Math.Max(right, 0), length);
            if (flip)
            {
                // Column x of the mirrored row is column width − 1 − x of the row.
                source.Slice(Math.Max(right, 0), length).CopyTo(target);
                target.Reverse();
            }
            else
            {
                source.Slice(Math.Max(-right, 0), length).CopyTo(target);
            }
        }

        return moved;
    }
}
