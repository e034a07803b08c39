namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>How rows of tiles are shared out among chunks whose sums are kept apart; depends on the sizes alone.</summary>
internal readonly struct WinogradChunks
{
    /// <summary>
    /// Channels times filters up to which a chunk keeps its own sums, 144 KB, beside the tiles of a step. It decides bits.
    /// </summary>
    private const int MostFilters = 1024;

    /// <summary>Tiles of a step.</summary>
    private const int StepTiles = 96;

    /// <summary>Tiles whose sums may be added up in float.</summary>
    private const int MostTiles = 2048;

    private const int UsualChunks = 16;

    private readonly int _units;

    public WinogradChunks(in WinogradShape shape)
    {
        _units = shape.Units;
        long tiles = (long)shape.Units * shape.TileColumns;
        long chunks = Math.Max(Math.Min(UsualChunks, tiles / StepTiles), (tiles + MostTiles - 1) / MostTiles);
        Count = (int)Math.Clamp(chunks, 1, Math.Max(1, shape.Units));
        UnitsPerStep = Math.Max(1, StepTiles / shape.TileColumns);
        Pays = (long)shape.ChannelStride * shape.FilterStride <= MostFilters;
    }

    /// <summary>Whether sums are small enough.</summary>
    public bool Pays { get; }

    /// <summary>How many chunks.</summary>
    public int Count { get; }

    /// <summary>Rows of tiles that are transformed before they are summed.</summary>
    public int UnitsPerStep { get; }

    /// <summary>A chunk's first row of tiles.</summary>
    public int First(int chunk) => (int)((long)chunk * _units / Count);
}
