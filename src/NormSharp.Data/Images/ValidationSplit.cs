using NormSharp.Primitives;

namespace NormSharp.Data;

/// <summary>Keeps some training images back, class by class, to judge epochs by.</summary>
internal static class ValidationSplit
{
    // Keeps this order apart from those of whoever else draws from the same seed.
    private const ulong SeedMask = 0x7661_6C69_6461_0001;

    /// <summary>Parts a set by a seed; of every class that has two images or more at least one goes to each part.</summary>
    /// <param name="images">The images.</param>
    /// <param name="share">The share of each class that is kept back, above 0 and below 1.</param>
    /// <param name="seed">Which images.</param>
    public static (ImageSet Train, ImageSet Validation) Of(ImageSet images, double share, ulong seed)
    {
        bool[] isKept = new bool[images.Count];
        foreach (IGrouping<int, int> group in Enumerable.Range(0, images.Count).GroupBy(images.LabelOf))
        {
            int[] members = [.. group];
            new Philox(seed ^ SeedMask, (ulong)group.Key).Shuffle(members.AsSpan());
            int count = members.Length < 2 ? 0 : Math.Clamp((int)Math.Round(share * members.Length), 1, members.Length - 1);
            foreach (int index in members.Take(count))
            {
                isKept[index] = true;
            }
        }

        ILookup<bool, int> parts = Enumerable.Range(0, images.Count).ToLookup(i => isKept[i]);
        return parts[true].Any()
            ? (new ImageSubset(images, [.. parts[false]]), new ImageSubset(images, [.. parts[true]]))
            : throw new DataException($"{images.Name}: holds one image of each class, so none can be kept for validation");
    }
}
