namespace NormSharp.Kernels.Normalization;

/// <summary>What happens to a column's sums before the column is mapped.</summary>
internal interface IColumnStep
{
    /// <summary>Merges the cells of a column and writes the coefficients that the map reads.</summary>
    void Finish(int column);
}
