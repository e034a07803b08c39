using NormSharp.Kernels.Machine;

namespace NormSharp.Kernels.Gemm;

/// <summary>
/// How a product is cut: K into blocks whose panel of B is no larger than the first-level cache, packed columns of B to the second-level
/// cache, packed rows of A to a bounded memory, C into tasks that are large enough to be worth handing out and numerous enough to balance.
/// </summary>
/// <remarks>
/// The block of K decides the order of a sum, so it depends on the width of vectors alone. All else leaves the bits alone.
/// </remarks>
internal readonly struct Blocking
{
    // Longer chains of multiply-adds would cost digits.
    private const int MaximumKBlock = 512;
    private const int MostBlocksPerPass = 4;

    // Floats of packed rows of A: a bound of the scratch memory.
    private const int MaximumPacked = 4 << 20;

    // Bytes of packed columns of B, which every task of rows reads again: as large as the second-level cache. With AVX-512 2 MB were best,
    // with AVX2 and a cache of 512 KB (Zen 3) 1 MB.
    private const long LeastPackedColumns = 1 << 20;
    private const long MostPackedColumns = 2 << 20;

    private const int TaskGoal = 32;
    private const long SmallestTask = 1 << 20;

    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">Terms of every sum.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="threads">How many share the tasks: their sizes alone depend on it, never a sum.</param>
    public Blocking(int m, int n, int k, MachineDescription machine, int threads)
    {
        int panel = PanelColumns(machine);
        int blocks = Math.Max(1, Parts(k, Math.Min(MaximumKBlock, (int)(machine.Nominal.Level1 / sizeof(float)) / panel)));
        KBlock = Math.Max(1, Parts(k, blocks));
        long cache = Math.Max(machine.Caches.Level2, machine.Nominal.Level2);
        int packed = (int)(Math.Clamp(cache, LeastPackedColumns, MostPackedColumns) / sizeof(float));
        int blocksPerPass = Math.Clamp(packed / KBlock / Math.Max(n, 1), 1, MostBlocksPerPass);
        KPass = Math.Min(Math.Max(k, 1), KBlock * EvenPart(blocks, blocksPerPass));
        NPass = Math.Min(n, panel * EvenPart(Parts(n, panel), Math.Max(1, packed / KPass / panel)));
        MPass = Math.Min(m, Math.Max(96, MaximumPacked / KPass / 96 * 96));
        (TaskRows, TaskColumns) = Task(MPass, NPass, KPass, panel, threads == 1 ? 1 : TaskGoal);
    }

    /// <summary>Steps of K that a micro-kernel takes in one call.</summary>
    public int KBlock { get; }

    /// <summary>Steps of K that are packed at a time: a multiple of <see cref="KBlock"/>, or all.</summary>
    public int KPass { get; }

    /// <summary>Columns that are packed at a time.</summary>
    public int NPass { get; }

    /// <summary>Rows that are packed at a time.</summary>
    public int MPass { get; }

    /// <summary>Rows of one task.</summary>
    public int TaskRows { get; }

    /// <summary>Columns of one task: a multiple of the panel's width.</summary>
    public int TaskColumns { get; }

    /// <summary>Columns of a packed panel of B: two vectors.</summary>
    public static int PanelColumns(MachineDescription machine) => 2 * machine.Lanes;

    private static (int Rows, int Columns) Task(int m, int n, int k, int panel, int goal)
    {
        int rows = 96;
        int columns = 16 * panel;
        while (Parts(m, rows) * Parts(n, columns) < goal && (long)Math.Min(rows, m) * Math.Min(columns, n) * k > SmallestTask)
        {
            if (Math.Min(columns, n) > Math.Min(rows, m) && columns > panel)
            {
                columns = columns / panel / 2 * panel;
            }
            else if (rows > 12)
            {
                rows = rows / 24 * 12;
            }
            else
            {
                break;
            }
        }

        return (rows, columns);
    }

    private static int Parts(int size, int part) => (size + part - 1) / part;

    /// <summary>The size of each of the fewest equal parts that are not larger than <paramref name="most"/>.</summary>
    private static int EvenPart(int size, int most) => Parts(size, Math.Max(1, Parts(size, most)));
}
