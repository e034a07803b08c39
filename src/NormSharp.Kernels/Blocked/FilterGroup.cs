using NormSharp.Kernels.Blocked.Tiles;
using NormSharp.Kernels.Machine;

namespace NormSharp.Kernels.Blocked;

/// <summary>Blocks of filters that one tile computes.</summary>
internal readonly struct FilterGroup
{
    /// <summary>The first block of filters.</summary>
    public required int Block { get; init; }

    /// <summary>How many blocks.</summary>
    public required int Blocks { get; init; }

    /// <summary>Positions of the tile.</summary>
    public required int Positions { get; init; }

    /// <summary>The first block of channels that they see.</summary>
    public required int InputBlock { get; init; }

    /// <summary>Where its packed weights begin.</summary>
    public required int Weight { get; init; }

    /// <summary>Cuts the filters of a convolution: those of a group of channels see one part of the input.</summary>
    public static FilterGroup[] Of(BlockedConvolutionShape shape)
    {
        int registers = WidestVector.Registers;
        int groups = shape.Geometry.Groups;
        int perGroup = shape.Output.Blocks / groups;
        int widest = TileChoice.WidestOf(shape.TileWidth, perGroup, registers);
        var list = new List<FilterGroup>();
        int weight = 0;
        for (int group = 0; group < groups; group++)
        {
            int wide = widest;
            for (int block = 0; block < perGroup; block += wide)
            {
                while (wide > perGroup - block)
                {
                    wide /= 2;
                }

                list.Add(new FilterGroup
                {
                    Block = (group * perGroup) + block,
                    Blocks = wide,
                    Positions = TileChoice.Of(shape.TileWidth, wide, registers).Positions,
                    InputBlock = group * (shape.Input.Blocks / groups),
                    Weight = weight,
                });
                weight += wide * shape.Output.Lanes * shape.Terms;
            }
        }

        return [.. list];
    }
}
