using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Blocked;

/// <summary>Runs something over the rows of all blocks of all images, at the widest vectors of this machine.</summary>
internal static class BlockedLoop
{
    /// <summary>Runs it.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="images">How many images.</param>
    /// <param name="output">What is written.</param>
    /// <param name="work">Vector operations of a row.</param>
    /// <param name="rows">What is done.</param>
    public static void Run<TRows>(ThreadTeam team, int images, in BlockedLayout output, long work, in TRows rows)
        where TRows : unmanaged, IBlockedRows
    {
        var ranges = new RowRanges(checked(images * output.Blocks), output.Height, work, team.Threads);
        team.ForSimd(ranges.Count, new Body<TRows>(rows, ranges, output.Blocks));
    }

    private readonly struct Body<TRows>(TRows rows, RowRanges ranges, int blocks) : ISimdBody
        where TRows : unmanaged, IBlockedRows
    {
        private readonly TRows _rows = rows;
        private readonly RowRanges _ranges = ranges;
        private readonly int _blocks = blocks;

        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            long end = _ranges.First(index + 1);
            for (long at = _ranges.First(index); at < end;)
            {
                (long plane, long first) = Math.DivRem(at, _ranges.Rows);
                (long image, long block) = Math.DivRem(plane, _blocks);
                int rows = (int)Math.Min(end - at, _ranges.Rows - first);
                _rows.Run<TS, TV>((int)image, (int)block, (int)first, rows);
                at += rows;
            }
        }
    }
}
