namespace NormSharp.Kernels.Gemm;

/// <summary>
/// How a product is cut, from its sizes alone: K into blocks whose B panel fits the first-level cache, packed operands to a bounded
/// memory, C into tasks that are large enough to be worth handing out and numerous enough to balance.
/// </summary>
internal readonly struct Blocking
{
    private const int MaximumKBlock = 256;
    private const int BlocksPerPass = 4;
    private const int MaximumPacked = 4 << 20;
    private const int TaskGoal = 32;
    private const long SmallestTask = 1 << 20;

    public Blocking(int m, int n, int k, int panel)
    {
        int blocks = Math.Max(1, (k + MaximumKBlock - 1) / MaximumKBlock);
        KBlock = Math.Max(1, (k + blocks - 1) / blocks);
        KPass = Math.Min(Math.Max(k, 1), KBlock * BlocksPerPass);
        NPass = Math.Min(n, Math.Max(panel, MaximumPacked / KPass / panel * panel));
        MPass = Math.Min(m, Math.Max(96, MaximumPacked / KPass / 96 * 96));
        (TaskRows, TaskColumns) = Task(MPass, NPass, KPass, panel);
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

    private static (int Rows, int Columns) Task(int m, int n, int k, int panel)
    {
        int rows = 96;
        int columns = 16 * panel;
        while (Tasks(m, rows) * Tasks(n, columns) < TaskGoal && (long)Math.Min(rows, m) * Math.Min(columns, n) * k > SmallestTask)
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

    private static long Tasks(int size, int part) => (size + part - 1) / part;
}
