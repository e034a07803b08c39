namespace NormSharp.Kernels.Normalization;

/// <summary>Turns a column's sums into its channel's mean, M2 and invStd, and those into the coefficients of the forward pass.</summary>
internal readonly unsafe struct MomentStep(
    ReductionTiling tiling, CellSums sums, ChannelCoefficients coefficients, double* mean, double* m2, double* invStd, double epsilon, float* gamma, float* beta)
    : IColumnStep
{
    public void Finish(int column)
    {
        double total = 0;
        mean[column] = 0;
        m2[column] = 0;
        for (int block = 0; block < tiling.Blocks; block++)
        {
            double count = (double)tiling.RowsOf(block) * tiling.LengthOf(block);
            sums.MergeInto(ref mean[column], ref m2[column], new ChanWeights(total, count), count, block, column);
            total += count;
        }

        invStd[column] = 1 / Math.Sqrt((m2[column] / total) + epsilon);
        coefficients.SetChannelAffine(tiling.Layout, column, mean[column], invStd[column], gamma == null ? 1 : gamma[column], beta == null ? 0 : beta[column]);
    }
}
