using NormSharp.Kernels.Machine;

namespace NormSharp.Kernels.Convolution.Common;

/// <summary>How many floats of a convolution's operands are meant to stay in which cache.</summary>
/// <remarks>
/// What decides an algorithm or cuts a chain of additions follows from the vectors alone (<see cref="MachineDescription.Nominal"/>): two
/// machines with the same vectors give the same bits. What only cuts bands and tasks follows from the caches that the machine has, up to
/// the sizes that were measured, on second-level caches of 512 KB and 2 MB.
/// </remarks>
internal sealed class WorkingSets
{
    /// <summary>The smaller of the second-level caches on which bands and tasks were measured.</summary>
    private const long MeasuredLevel2 = 512 << 10;

    public WorkingSets(MachineDescription machine)
    {
        Lanes = machine.Lanes;
        long level1 = machine.Nominal.Level1;
        StagedImage = Floats(level1 * 3 / 2);
        ImageAndGradients = Floats(level1 * 3 / 4);
        TileWeights = Floats(level1 * 2);
        TileSource = Floats(MeasuredLevel2);
        TileAndGradients = Floats(MeasuredLevel2 * 3);
        long level2 = Math.Min(machine.Caches.Level2, MeasuredLevel2);
        Band = Floats(level2 * 3 / 4);
        LaneBand = Floats(level2 * 5 / 16);
        WinogradTask = Floats(level2);
    }

    /// <summary>Floats of a vector.</summary>
    public int Lanes { get; }

    /// <summary>A staged image, or one in its place, in the first-level cache. Decides algorithms.</summary>
    public int StagedImage { get; }

    /// <summary>
    /// An image's channels and six filters' gradients that blocks of 12 sums find in the first-level cache each time. Decides algorithms.
    /// </summary>
    public int ImageAndGradients { get; }

    /// <summary>Weights that stay in a cache beside a tile of images. Decides algorithms.</summary>
    public int TileWeights { get; }

    /// <summary>A tile of images in the second-level cache. Decides algorithms.</summary>
    public int TileSource { get; }

    /// <summary>A tile of images and of gradients, of which each is brought in once for many products. Decides algorithms.</summary>
    public int TileAndGradients { get; }

    /// <summary>A staged band that leaves room in the second-level cache for the weights. Leaves bits alone.</summary>
    public int Band { get; }

    /// <summary>A band of outputs of a tile of images that leaves room for their sources. Leaves bits alone.</summary>
    public int LaneBand { get; }

    /// <summary>A task's transformed tiles and products in the second-level cache. Leaves bits alone.</summary>
    public int WinogradTask { get; }

    /// <summary>
    /// Inputs, and the gradients that meet them, that the weight's gradient sums up in registers: they stay in the first-level cache, which
    /// has 48 KB on many processors with 32 registers. With 16 registers more blocks read them again. Cuts chains of additions.
    /// </summary>
    public static int ChainedImages(int lanes) => Floats(CacheSizes.Nominal(lanes).Level1 * (lanes >= 16 ? 9 : 6) / 8);

    /// <summary>A band of inputs and of gradients, by lanes, in the first-level cache. Cuts chains of additions.</summary>
    public static int ChainedLanes(int lanes) => Floats(CacheSizes.Nominal(lanes).Level1 * 9 / 8);

    /// <summary>Positions whose rows of gradients and of patches stay in the first-level cache. Cuts chains of additions.</summary>
    public static int ChainedPositions(int lanes) => Floats(CacheSizes.Nominal(lanes).Level1 / 8);

    private static int Floats(long bytes) => (int)(bytes / sizeof(float));
}
