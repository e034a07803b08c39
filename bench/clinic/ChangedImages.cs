using NormSharp.Data;
using NormSharp.Primitives;

namespace NormSharp.Clinic;

/// <summary>The images of a set in another light: less contrast, noise, darker.</summary>
internal sealed class ChangedImages(ImageSet source) : ImageSet
{
    // An examination looks at the same few images many times.
    private readonly byte[]?[] _made = new byte[]?[source.Count];

    /// <summary>Multiplies the distance from gray.</summary>
    public double Contrast { get; init; } = 1;

    /// <summary>The deviation of noise, of 255.</summary>
    public double Noise { get; init; }

    /// <summary>Multiplies everything.</summary>
    public double Light { get; init; } = 1;

    public override string Name => source.Name;

    public override int Count => source.Count;

    public override ImageShape Shape => source.Shape;

    public override IReadOnlyList<string> ClassNames => source.ClassNames;

    public override int LabelOf(int index) => source.LabelOf(index);

    public override ReadOnlySpan<byte> Image(int index) => _made[index] ??= Make(index);

    private byte[] Make(int index)
    {
        ReadOnlySpan<byte> image = source.Image(index);
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
