namespace NormSharp.Kernels.Gemm;

/// <summary>
/// How a product is cut, from its sizes and the width of panels: K into blocks whose B panel is no larger than the first-level cache, packed operands to a bounded
/// memory, C into tasks that are large enough to be worth handing out and numerous enough to balance.
/// </summary>
internal readonly struct Blocking
{
    // A packed panel of this length is as large as a first-level cache of 32 KB; longer chains than 512 would cost digits.
    private const int PanelGoal = 8 << 10;
    private const int MaximumKBlock = 512;
    private const int MostBlocksPerPass = 4;
    private const int MaximumPacked = 4 << 20;

    // Every task of rows reads the packed columns again, and the last-level cache may be shared with other programs. Processors with vectors of 512 bits have larger second-level caches too.
    private const int PackedColumnsGoal = 256 << 10;
    private const int WidePackedColumnsGoal = 512 << 10;
    private const int WidePanel = 32;

    private const int TaskGoal = 32;
    private const long SmallestTask = 1 << 20;

    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">Terms of every sum.</param>
    /// <param name="panel">Columns of a packed panel.</param>
    /// <param name="threads">How many share the tasks: their sizes alone depend on it, never a sum.</param>
    public Blocking(int m, int n, int k, int panel, int threads)
    {
        int blocks = Math.Max(1, Parts(k, Math.Min(MaximumKBlock, PanelGoal / panel)));
        KBlock = Math.Max(1, Parts(k, blocks));
        int packed = panel >= WidePanel ? WidePackedColumnsGoal : PackedColumnsGoal;
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
