using NormSharp.Data;
using NormSharp.Primitives;

namespace NormSharp.Clinic;

/// <summary>The images of a set in another light: less contrast, noise, darker.</summary>
internal sealed class ChangedImages(ImageSet source, double contrast, double noise, double light) : ImageSet
{
    public override string Name => source.Name;

    public override int Count => source.Count;

    public override ImageShape Shape => source.Shape;

    public override IReadOnlyList<string> ClassNames => source.ClassNames;

    public override int LabelOf(int index) => source.LabelOf(index);

    public override ReadOnlySpan<byte> Image(int index)
    {
        ReadOnlySpan<byte> image = source.Image(index);
        byte[] changed = new byte[image.Length];
        var random = new Philox((ulong)index, 0);
        for (int i = 0; i < image.Length; i++)
        {
            double value = light * (128 + (contrast * (image[i] - 128))) + (noise > 0 ? noise * random.NextNormal() : 0);
            changed[i] = (byte)Math.Clamp(Math.Round(value), 0, 255);
        }

        return changed;
    }
}
