namespace NormSharp.Kernels.Normalization;

/// <summary>Turns a column's sums into its channel's Σdz and Σdz·x̂, and those into the coefficients of the input's gradient.</summary>
internal readonly unsafe struct GradientStep(
    ReductionTiling tiling, CellSums sums, ChannelCoefficients coefficients, double* mean, double* invStd, float* gamma, double* sumDz, double* sumDzXHat, double count)
    : IColumnStep
{
    public void Finish(int column)
    {
        double first = 0;
        double second = 0;
        for (int block = 0; block < tiling.Blocks; block++)
        {
            first += sums.First(block)[column];
            second += sums.Second(block)[column];
        }

        second = invStd[column] * (second - (ChannelCoefficients.Remainder(mean[column]) * first));
        sumDz[column] = first;
        sumDzXHat[column] = second;
        coefficients.SetChannelCorrection(tiling.Layout, column, mean[column], invStd[column], gamma == null ? 1 : gamma[column], first, second, count);
    }
}
