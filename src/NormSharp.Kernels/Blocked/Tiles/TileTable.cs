using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Blocked.Tiles;

/// <summary>The tiles that there are.</summary>
internal static unsafe class TileTable
{
    /// <summary>Positions and blocks of filters of each tile.</summary>
    public static ReadOnlySpan<byte> Forms =>
    [
        14, 1, 12, 1, 10, 1, 8, 1, 7, 1, 6, 1, 4, 1, 2, 1, 1, 1,
        14, 2, 12, 2, 10, 2, 8, 2, 7, 2, 6, 2, 4, 2, 2, 2, 1, 2,
        7, 4, 6, 4, 4, 4, 2, 4, 1, 4,
    ];

    /// <summary>The tile of a form.</summary>
    public static delegate*<in TileWork, in TilePlace, void> Of<TS, TV>(int positions, int blocks)
        where TS : struct, ISimd<TV>
        where TV : struct
        => (positions, blocks) switch
        {
            (14, 1) => &Tile14x1.Run<TS, TV>,
            (12, 1) => &Tile12x1.Run<TS, TV>,
            (10, 1) => &Tile10x1.Run<TS, TV>,
            (8, 1) => &Tile8x1.Run<TS, TV>,
            (7, 1) => &Tile7x1.Run<TS, TV>,
            (6, 1) => &Tile6x1.Run<TS, TV>,
            (4, 1) => &Tile4x1.Run<TS, TV>,
            (2, 1) => &Tile2x1.Run<TS, TV>,
            (1, 1) => &Tile1x1.Run<TS, TV>,
            (14, 2) => &Tile14x2.Run<TS, TV>,
            (12, 2) => &Tile12x2.Run<TS, TV>,
            (10, 2) => &Tile10x2.Run<TS, TV>,
            (8, 2) => &Tile8x2.Run<TS, TV>,
            (7, 2) => &Tile7x2.Run<TS, TV>,
            (6, 2) => &Tile6x2.Run<TS, TV>,
            (4, 2) => &Tile4x2.Run<TS, TV>,
            (2, 2) => &Tile2x2.Run<TS, TV>,
            (1, 2) => &Tile1x2.Run<TS, TV>,
            (7, 4) => &Tile7x4.Run<TS, TV>,
            (6, 4) => &Tile6x4.Run<TS, TV>,
            (4, 4) => &Tile4x4.Run<TS, TV>,
            (2, 4) => &Tile2x4.Run<TS, TV>,
            (1, 4) => &Tile1x4.Run<TS, TV>,
            _ => throw new ArgumentOutOfRangeException(nameof(positions), $"There is no tile of {positions} × {blocks}."),
        };
}
