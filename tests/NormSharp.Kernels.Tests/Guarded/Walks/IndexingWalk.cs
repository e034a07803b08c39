using NormSharp.Kernels.Indexing;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Guarded.Walks;

/// <summary>Rows that are taken and put by their numbers.</summary>
internal sealed class IndexingWalk : IGuardedWalk
{
    public void Run(GuardedCase c)
    {
        int rows = c.Extent(), width = c.Extent(0), count = c.Random.Next(5) == 0 ? 200 : c.Extent(0);
        Span<float> x = c.Floats(rows * width), chosen = c.Floats(count * width);
        Span<int> positions = c.Integers(count, rows);
        if (count > 0)
        {
            (positions[0], positions[^1]) = (0, rows - 1);
        }

        c.Say("RowIndexing.Take", $"{count} of {rows} rows of {width}");
        RowIndexing.Take(c.Team, width, x, positions, chosen);
        ScatterKind kind = c.Any<ScatterKind>();
        c.Say("RowIndexing.Put", $"{kind} {count} of {rows} rows of {width}");
        RowIndexing.Put(kind, width, chosen, positions, x);
    }
}
