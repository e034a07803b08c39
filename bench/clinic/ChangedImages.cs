using NormSharp.Data;
using NormSharp.Primitives;

namespace NormSharp.Clinic;

/// <summary>The images of a set in another light: less contrast, noise, darker.</summary>
internal sealed class ChangedImages(ImageSet source) : RemadeImages(source)
{
    /// <summary>Multiplies the distance from gray.</summary>
    public double Contrast { get; init; } = 1;

    /// <summary>The deviation of noise, of 255.</summary>
    public double Noise { get; init; }

    /// <summary>Multiplies everything.</summary>
    public double Light { get; init; } = 1;

    protected override byte[] Make(int index)
    {
        ReadOnlySpan<byte> image = Original.Image(index);
        byte[] changed = new byte[image.Length];
        var random = new Philox((ulong)index, 0);
        for (int i = 0; i < image.Length; i++)
        {
            double value = Light * (128 + (Contrast * (image[i] - 128))) + (Noise > 0 ? Noise * random.NextNormal() : 0);
            changed[i] = (byte)Math.Clamp(Math.Round(value), 0, 255);
        }

        return changed;
    }
}
