using NormSharp.Data;

namespace NormSharp.Diagnosis.Inputs;

/// <summary>The images of a set with their channels in reverse order, inverted (255 − v), or with rows and columns exchanged.</summary>
internal sealed class RearrangedImages(ImageSet source, bool reversed, bool inverted, bool transposed) : ImageSet
{
    // Of this set alone: the images of another one may be rearranged again.
    private readonly ThreadLocal<byte[]> _buffer = new(() => new byte[source.Shape.Length]);

    public override string Name => source.Name;

    public override int Count => source.Count;

    public override ImageShape Shape { get; } = transposed
        ? new ImageShape(source.Shape.Channels, source.Shape.Width, source.Shape.Height)
        : source.Shape;

    public override IReadOnlyList<string> ClassNames => source.ClassNames;

    public override int LabelOf(int index) => source.LabelOf(index);

    /// <summary>The image, in memory that the next one of the same thread is written to.</summary>
    public override ReadOnlySpan<byte> Image(int index)
    {
        ReadOnlySpan<byte> image = source.Image(index);
        Span<byte> result = _buffer.Value;
        int plane = source.Shape.PlaneLength;
        for (int c = 0; c < source.Shape.Channels; c++)
        {
            int from = reversed ? source.Shape.Channels - 1 - c : c;
            Copy(image.Slice(from * plane, plane), result.Slice(c * plane, plane));
        }

        return result;
    }

    private void Copy(ReadOnlySpan<byte> from, Span<byte> to)
    {
        (int height, int width) = (source.Shape.Height, source.Shape.Width);
        byte flip = inverted ? (byte)255 : (byte)0;
        for (int i = 0; i < from.Length; i++)
        {
            to[transposed ? (i % width * height) + (i / width) : i] = (byte)(from[i] ^ flip);
        }
    }
}
