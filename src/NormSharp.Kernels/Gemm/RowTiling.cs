using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Gemm;

/// <summary>
/// Cuts any number of rows into the heights for which there are micro-kernels, tallest first, so that no row is computed in vain and
/// none is read that does not exist. An element's sum does not depend on the height of its tile.
/// </summary>
internal static unsafe class RowTiling
{
    private const int TallestTile = 12;

    /// <summary>Vector registers that the 24 sums of the tallest tile and their operands need; 16 take a tile of six rows.</summary>
    private const int ManyRegisters = 32;

    /// <summary>The height of the first tile of <paramref name="rows"/> rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Height<TS, TV>(int rows)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        if (TS.Registers >= ManyRegisters)
        {
            if (rows >= TallestTile && rows != 16)
            {
                return TallestTile;
            }

            if (rows >= 8)
            {
                return 8;
            }
        }

        return rows >= 6 ? 6 : rows >= 4 ? 4 : rows >= 2 ? 2 : 1;
    }

    /// <summary>Runs the micro-kernels over rows of A at fixed strides and lines of B that lie anywhere.</summary>
    public static void Run<TS, TV>(int rowCount, nint k, StridedRows rows, VectorPair b, nint* offsets, Tile tile)
        where TS : struct, ISimd<TV>
        where TV : struct => Run<TS, TV, LineTable>(rowCount, k, rows, b, new LineTable(offsets), tile);

    /// <summary>Runs the micro-kernels over rows of A at fixed strides.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TS, TV, TLines>(int rowCount, nint k, StridedRows rows, VectorPair b, TLines lines, Tile tile)
        where TS : struct, ISimd<TV>
        where TV : struct
        where TLines : struct, ILines
    {
        for (int done = 0; done < rowCount;)
        {
            int height = Height<TS, TV>(rowCount - done);
            RunInBounds<TS, TV, TLines>(height, k, rows.Below(done), b, lines, tile.Below(done));
            done += height;
        }
    }

    /// <summary>
    /// The same for a single vector of columns. Rows that are left over compute it as both vectors of a pair, which put the same
    /// numbers in the same place.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunNarrow<TS, TV>(int rowCount, nint k, StridedRows rows, float* b, nint* offsets, Tile tile)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int done = 0;
        var pair = new VectorPair(b, 0);
        if (TS.Registers >= ManyRegisters)
        {
            for (; done + NarrowKernel.Rows <= rowCount; done += NarrowKernel.Rows)
            {
                NarrowKernel.Run<TS, TV>(k, rows.Below(done), pair, offsets, tile.Below(done));
            }
        }

        Run<TS, TV>(rowCount - done, k, rows.Below(done), pair, offsets, tile.Below(done));
    }

    /// <summary>
    /// Runs the micro-kernels over packed rows: tiles follow each other, each with its rows interleaved over
    /// <paramref name="packedK"/> steps, of which <paramref name="k"/> from <paramref name="firstK"/> on are used, and a packed panel of B.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunPacked<TS, TV>(int rowCount, nint k, float* packed, nint packedK, nint firstK, VectorPair b, Tile tile)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        for (int done = 0; done < rowCount;)
        {
            int height = Height<TS, TV>(rowCount - done);
            StridedRows part = new(packed + (done * packedK) + (firstK * height), 1, height);
            RunInBounds<TS, TV, PanelLines<TS, TV>>(height, k, part, b, default, tile.Below(done));
            done += height;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunInBounds<TS, TV, TLines>(int height, nint k, StridedRows rows, VectorPair b, TLines lines, Tile tile)
        where TS : struct, ISimd<TV>
        where TV : struct
        where TLines : struct, ILines
    {
        tile.Prefetch<TS, TV>(height);
        if (tile.IsPartial<TS, TV>())
        {
            RunBeside<TS, TV, TLines>(height, k, rows, b, lines, tile);
        }
        else
        {
            RunTile<TS, TV, TLines>(height, k, rows, b, lines, tile);
        }
    }

    /// <summary>Computes a partial tile beside its place, then puts there what is in bounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunBeside<TS, TV, TLines>(int height, nint k, StridedRows rows, VectorPair b, TLines lines, Tile tile)
        where TS : struct, ISimd<TV>
        where TV : struct
        where TLines : struct, ILines
    {
        int width = 2 * TS.Count;
        float* sums = stackalloc float[TallestTile * width];
        RunTile<TS, TV, TLines>(height, k, rows, b, lines, new Tile(sums, width, TS.Count, width, accumulate: false));
        for (int row = 0; row < height; row++)
        {
            tile.PutPart<TS, TV>(row, sums + (row * width));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunTile<TS, TV, TLines>(int height, nint k, StridedRows rows, VectorPair b, TLines lines, in Tile tile)
        where TS : struct, ISimd<TV>
        where TV : struct
        where TLines : struct, ILines
    {
        switch (height)
        {
            case TallestTile:
                MicroKernel12.Run<TS, TV, TLines>(k, rows, b, lines, tile);
                break;
            case 8:
                MicroKernel8.Run<TS, TV, TLines>(k, rows, b, lines, tile);
                break;
            case 6:
                MicroKernel6.Run<TS, TV, TLines>(k, rows, b, lines, tile);
                break;
            case 4:
                MicroKernel4.Run<TS, TV, TLines>(k, rows, b, lines, tile);
                break;
            case 2:
                MicroKernel2.Run<TS, TV, TLines>(k, rows, b, lines, tile);
                break;
            default:
                MicroKernel1.Run<TS, TV, TLines>(k, rows, b, lines, tile);
                break;
        }
    }
}
