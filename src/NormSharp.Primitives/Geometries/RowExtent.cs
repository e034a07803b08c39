namespace NormSharp.Primitives;

/// <summary>
/// The extent of a batch as layer and root-mean-square normalization see it, [rows, length] in memory order: statistics are a row's, γ and
/// β have a number for each place in a row.
/// </summary>
/// <param name="Rows">The product of the dimensions that are not normalized.</param>
/// <param name="RowLength">The product of those that are: at least 1.</param>
internal readonly record struct RowExtent(int Rows, int RowLength)
{
    /// <summary>Numbers in the whole batch.</summary>
    public int Length => checked(Rows * RowLength);
}
