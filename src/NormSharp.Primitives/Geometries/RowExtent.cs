namespace NormSharp.Primitives;

/// <summary>
/// The extent of a batch as layer and root-mean-square normalization see it, [rows, length] in memory order: statistics are a row's, γ and
/// β have a number for each place in a row. It is judged when it is made.
/// </summary>
internal readonly record struct RowExtent
{
    /// <summary>Judges an extent, in 64 bits.</summary>
    /// <param name="rows">The product of the dimensions that are not normalized.</param>
    /// <param name="rowLength">The product of those that are: at least 1.</param>
    /// <exception cref="ArgumentException">One of them is out of its range.</exception>
    public RowExtent(int rows, int rowLength)
    {
        if (rows < 0 || rowLength < 1)
        {
            throw new ArgumentException(
                $"The extent of a row normalization is [{rows}, {rowLength}]; rows cannot be negative, and a row has at least one number");
        }

        long numbers = SizeLimits.Product(Math.Max(rows, 1), rowLength);
        SizeLimits.InRange(numbers, 1, SizeLimits.Numbers, "A row normalization's", "count of numbers");
        Rows = rows;
        RowLength = rowLength;
    }

    /// <summary>The product of the dimensions that are not normalized.</summary>
    public int Rows { get; }

    /// <summary>The product of those that are: at least 1.</summary>
    public int RowLength { get; }

    /// <summary>Numbers in the whole batch.</summary>
    public int Length => Rows * RowLength;
}
