using NormSharp.Synchronization;

namespace NormSharp.Ops;

/// <summary>Which values share a batch's statistics, and how much each counts.</summary>
/// <param name="RowWeights">
/// One weight above 0 for each row of x [rows, C], which counts as if the row stood there so many times; null where every row counts once.
/// </param>
/// <param name="Reducer">
/// Joins the statistics of the shards of a batch that several ranks hold; null where this process has the whole batch.
/// </param>
internal readonly record struct StatisticsScope(double[]? RowWeights, IReducer? Reducer)
{
    /// <summary>Whether the statistics are just those of x.</summary>
    public bool IsPlain => RowWeights is null && Reducer is null;
}
