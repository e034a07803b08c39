using NormSharp.Data;
using NormSharp.Primitives;

namespace NormSharp.Diagnosis.Data;

/// <summary>Some images of a set, drawn at random: sets are often sorted by class.</summary>
internal static class ImageSample
{
    private const ulong Seed = 0x646F_6374_6F72;

    /// <summary>At most so many images of a set, always the same ones.</summary>
    public static ImageSet Of(ImageSet set, int count)
    {
        int[] order = [.. Enumerable.Range(0, set.Count)];
        new Philox(Seed, 0).Shuffle(order.AsSpan());
        return new ImageSubset(set, order[..Math.Min(count, set.Count)]);
    }
}
