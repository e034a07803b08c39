using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization;

/// <summary>
/// Reduces a few columns, turns their sums into coefficients and maps them, before it goes on to the next: the second pass finds in a cache
/// what the first one read from memory. Sums are taken over the same cells in the same order as by two separate loops, so results are the
/// same to the bit.
/// </summary>
internal readonly struct ColumnBody<TReduction, TBetween, TMap>(
    ReductionBody<TReduction> reduction, TBetween between, MapBody<TMap> map, ColumnTasks tasks) : ISimdBody
    where TReduction : unmanaged, IChannelTerm
    where TBetween : unmanaged, IColumnStep
    where TMap : unmanaged, IChannelTerm
{
    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int first = tasks.First(index);
        int end = tasks.End(index);
        reduction.ReduceColumns<TS, TV>(first, end);
        for (int column = first; column < end; column++)
        {
            between.Finish(column);
        }

        map.MapColumns<TS, TV>(first, end);
    }
}
