using NormSharp.Data;
using NormSharp.Diagnosis.Data;
using NormSharp.Diagnosis.Repair;
using NormSharp.Diagnosis.Static;
using NormSharp.Primitives;

namespace NormSharp.Diagnosis;

/// <summary>
/// BN037: by the batch's own statistics, batches of images in the order of the set give other outputs than batches of the same images
/// shuffled: the order tells something of them. No label is needed.
/// </summary>
internal static class ImageOrder
{
    private const int Blocks = 4;
    private const int MostImages = 512;
    private const int FewestInBlock = 16;
    private const int Grid = 4;
    private const double FarFromChance = 2;
    private const double MoreCertain = 0.9;
    private const ulong Seed = 0x6F72_6465_72;

    /// <summary>What is seen.</summary>
    /// <param name="right">The model.</param>
    /// <param name="inOrder">Its images in the order of their set.</param>
    /// <param name="most">At most so many images.</param>
    /// <param name="dependsOnBatch">Whether the model normalises by the batch in evaluation.</param>
    public static Observation? Of(Patient right, ImageSet inOrder, int most, bool dependsOnBatch)
    {
        int block = Math.Min(Math.Min(most, MostImages), inOrder.Count) / Blocks;
        if (block < FewestInBlock)
        {
            return null;
        }

        int[] taken = [.. Enumerable.Range(0, Blocks).SelectMany(i => Enumerable.Range(i * (inOrder.Count - block) / (Blocks - 1), block))];
        if (Spread(inOrder, taken, block) < FarFromChance)
        {
            return null;
        }

        ModelOutputs given = ByBatch(right, new ImageSubset(inOrder, taken), block);
        (ModelOutputs one, ModelOutputs other) = (Shuffled(right, inOrder, taken, block, 0), Shuffled(right, inOrder, taken, block, 1));
        double change = given.DifferenceTo(one);
        double chance = one.DifferenceTo(other);
        if (!(change > chance + (2 * Math.Sqrt((change + chance) / taken.Length))))
        {
            return null;
        }

        // Where a model keeps statistics for evaluation, the order matters if it makes the outputs more certain: a leak.
        bool leaks = given.Entropy < MoreCertain * Math.Min(one.Entropy, other.Entropy);
        return new Observation("BN037")
        {
            Measured = new Dictionary<string, double>
            {
                ["share"] = change,
                ["chance"] = chance,
                ["entropy"] = given.Entropy,
                ["shuffled"] = (one.Entropy + other.Entropy) / 2,
            },
            Severity = leaks || dependsOnBatch ? FindingSeverity.Warning : FindingSeverity.Note,
        };
    }

    /// <summary>
    /// How far the means of consecutive images are apart, as a multiple of what chance makes of them: the mean, over the pixels of a coarse
    /// grid, of the quotient F of analysis of variance.
    /// </summary>
    private static double Spread(ImageSet set, int[] taken, int block)
    {
        double[][] rows = [.. taken.Select(index => Coarse(set.Image(index), set.Shape))];
        double sum = 0;
        for (int i = 0; i < rows[0].Length; i++)
        {
            double total = rows.Average(row => row[i]);
            double[] means = [.. rows.Chunk(block).Select(chunk => chunk.Average(row => row[i]))];
            double between = block * means.Sum(mean => (mean - total) * (mean - total)) / (Blocks - 1);
            double within = rows.Select((row, n) => row[i] - means[n / block]).Sum(rest => rest * rest) / (rows.Length - Blocks);
            sum += between / (within + 1e-9);
        }

        return sum / rows[0].Length;
    }

    /// <summary>The means of a coarse grid over each channel.</summary>
    private static double[] Coarse(ReadOnlySpan<byte> image, ImageShape shape)
    {
        double[] sums = new double[shape.Channels * Grid * Grid];
        for (int at = 0; at < image.Length; at++)
        {
            (int channel, int row, int column) = (at / shape.PlaneLength, at / shape.Width % shape.Height, at % shape.Width);
            sums[(((channel * Grid) + (row * Grid / shape.Height)) * Grid) + (column * Grid / shape.Width)] += image[at];
        }

        return sums;
    }

    private static ModelOutputs ByBatch(Patient right, ImageSet set, int block)
        => ModelOutputs.ByBatch(right.Model, set, right.Normalization, right.Backend, right.Stop, block);

    /// <summary>The same images in batches of a random order; the classes in the order of the set.</summary>
    private static ModelOutputs Shuffled(Patient right, ImageSet set, int[] taken, int block, ulong draw)
    {
        int[] order = [.. Enumerable.Range(0, taken.Length)];
        new Philox(Seed, draw).Shuffle(order.AsSpan());
        ModelOutputs seen = ByBatch(right, new ImageSubset(set, [.. order.Select(at => taken[at])]), block);
        int[] classes = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            classes[order[i]] = seen.Classes[i];
        }

        return seen with { Classes = classes };
    }
}
