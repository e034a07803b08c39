using NormSharp.Kernels.Plans;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>Where the transforms save time: enough channels, enough tiles, and tiles that are mostly inside the image.</summary>
internal static class WinogradChoice
{
    /// <summary>The name of all three passes.</summary>
    public const string Name = "winograd-4x4";

    /// <summary>Channels below which the transforms cost more than the products that they save.</summary>
    private const int FewestChannels = 16;

    /// <summary>Channels times filters up to which the transformed filters, 36 numbers each, are worth their memory.</summary>
    private const int MostFilters = 256 * 256;

    /// <summary>Tiles below which transforming the filters costs more than it saves.</summary>
    private const int FewestTiles = 64;

    /// <param name="convolution">The correlation, or nothing where filters are not 3×3 at stride 1.</param>
    public static Verdict Judge(WinogradShape? convolution)
    {
        if (convolution is not { } shape)
        {
            return Verdict.Refuses("takes 3×3 filters at stride 1, without dilation and groups");
        }

        if (shape.Images == 0)
        {
            return Verdict.Refuses("an empty batch has no tiles");
        }

        long tiles = (long)shape.Units * shape.TileColumns;
        return Math.Min(shape.Channels, shape.Filters) < FewestChannels
            ? Verdict.Loses($"below {FewestChannels} channels on either side the transforms cost more than the products that they save")
            : (long)shape.Channels * shape.Filters > MostFilters
            ? Verdict.Loses($"transformed filters of {shape.Channels}×{shape.Filters} channels take too much memory")
            : tiles < FewestTiles
            ? Verdict.Loses($"{tiles} tiles are too few to pay for transforming the filters; {FewestTiles} would do")
            : 16L * shape.TileRows * shape.TileColumns > 2L * shape.Height * shape.Width
            ? Verdict.Loses("more than half of the tiles' outputs lie outside of the image")
            : Verdict.Wins("36 products for 16 outputs instead of 144");
    }
}
