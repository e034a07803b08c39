namespace NormSharp.Kernels.Blocked.Tiles;

/// <summary>Which tile computes some blocks of filters over rows of a length.</summary>
/// <param name="Positions">Positions of the tile.</param>
/// <param name="Blocks">Blocks of filters of the tile.</param>
internal readonly record struct TileChoice(int Positions, int Blocks)
{
    /// <summary>The widths in blocks that tiles have, widest first.</summary>
    private static ReadOnlySpan<int> Widths => [4, 2, 1];

    /// <summary>How wide the tiles of a convolution begin; what is left over takes narrower ones.</summary>
    /// <param name="width">Positions of a row.</param>
    /// <param name="blocks">Blocks of filters.</param>
    /// <param name="registers">Vector registers of the machine.</param>
    public static int WidestOf(int width, int blocks, int registers)
    {
        (int best, double least) = (1, double.MaxValue);
        foreach (int widest in Widths)
        {
            double cost = 0;
            int left = blocks;
            for (int wide = widest; left > 0; wide = Math.Max(wide / 2, 1))
            {
                cost += left / wide * RowCost(Of(width, wide, registers), width);
                left %= wide;
            }

            if (widest <= blocks && cost < least)
            {
                (best, least) = (widest, cost);
            }
        }

        return best;
    }

    /// <summary>The tile for blocks of one width.</summary>
    public static TileChoice Of(int width, int blocks, int registers)
    {
        TileChoice best = new(1, blocks);
        double least = RowCost(best, width);
        ReadOnlySpan<byte> forms = TileTable.Forms;
        for (int i = 0; i < forms.Length; i += 2)
        {
            var tile = new TileChoice(forms[i], forms[i + 1]);
            bool fits = tile.Blocks == blocks && tile.Positions <= width && tile.Sums + tile.Blocks + 1 <= registers;
            if (fits && RowCost(tile, width) < least)
            {
                (best, least) = (tile, RowCost(tile, width));
            }
        }

        return best;
    }

    private int Sums => Positions * Blocks;

    /// <summary>
    /// Cycles of a step over a row: two multiply-adds a cycle, but no fewer than their latency; two loads a cycle; weights come from the
    /// second-level cache; and a little for the loop.
    /// </summary>
    private static double RowCost(TileChoice tile, int width)
    {
        int tiles = ((width - 1) / tile.Positions) + 1;
        return tiles * (Math.Max(Math.Max(tile.Sums / 2.0, 4), Math.Max((tile.Positions + tile.Blocks) / 2.0, tile.Blocks * 1.6)) + 0.5);
    }
}
