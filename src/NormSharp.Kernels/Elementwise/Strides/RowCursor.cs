namespace NormSharp.Kernels.Elementwise.Strides;

/// <summary>Where a row of a <see cref="StridedRows"/> starts in each operand.</summary>
internal struct RowCursor
{
    public nint OffsetA;
    public nint OffsetB;

    /// <summary>From this row to the next, while <see cref="RowsLeft"/> is above 1.</summary>
    public int StepA;
    public int StepB;

    /// <summary>How many rows, this one included, follow at the same step.</summary>
    public int RowsLeft;
}
