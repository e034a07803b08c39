namespace NormSharp.Kernels.Normalization;

/// <summary>The scratch memory of both passes: the cells' sums and the columns' coefficients.</summary>
internal readonly unsafe struct ColumnMemory
{
    /// <param name="tiling">The cells.</param>
    /// <param name="scratch">As many floats as <see cref="FloatsFor"/> says.</param>
    public ColumnMemory(ReductionTiling tiling, float* scratch)
    {
        Tiling = tiling;
        Sums = new CellSums(scratch, tiling.Cells, tiling.Layout.Columns);
        Coefficients = new ChannelCoefficients(scratch + CellSums.FloatsFor(tiling.Cells), tiling.Layout.Columns);
    }

    /// <summary>The cells.</summary>
    public ReductionTiling Tiling { get; }

    /// <summary>Their sums.</summary>
    public CellSums Sums { get; }

    /// <summary>What the second pass reads of each column.</summary>
    public ChannelCoefficients Coefficients { get; }

    /// <summary>Floats of scratch memory.</summary>
    public static nuint FloatsFor(ReductionTiling tiling) =>
        CellSums.FloatsFor(tiling.Cells) + ChannelCoefficients.FloatsFor(tiling.Layout);
}
