using NormSharp.Data;
using NormSharp.Primitives;

namespace NormSharp.Diagnosis.Data;

/// <summary>Some images of a set, drawn at random: sets are often sorted by class.</summary>
internal static class ImageSample
{
    private const ulong Seed = 0x646F_6374_6F72;

    // Images that comparisons which need no more are made on; statistics and costs are measured on all.
    private const int Enough = 2000;

    /// <summary>The first of a set, which was drawn at random already.</summary>
    public static ImageSet Few(ImageSet set) => set.Count <= Enough ? set : new ImageSubset(set, [.. Enumerable.Range(0, Enough)]);

    /// <summary>At most so many images of a set, always the same ones.</summary>
    public static ImageSet Of(ImageSet set, int count)
    {
        int[] order = [.. Enumerable.Range(0, set.Count)];
        new Philox(Seed, 0).Shuffle(order.AsSpan());
        return new ImageSubset(set, order[..Math.Min(count, set.Count)]);
    }
}
