namespace NormSharp.Kernels.Normalization;

/// <summary>Turns a column's sums into its channel's Σdz and Σdz·x̂, and those into the coefficients of the input's gradient.</summary>
/// <param name="memory">The cells, their sums and the coefficients.</param>
/// <param name="channels">Of each channel μ, invStd and γ.</param>
/// <param name="sumDz">Written.</param>
/// <param name="sumDzXHat">Written.</param>
/// <param name="count">Values per channel that the statistics were taken over.</param>
internal readonly unsafe struct GradientStep(
    ColumnMemory memory, ChannelPointers channels, double* sumDz, double* sumDzXHat, double count) : IColumnStep
{
    public void Finish(int column)
    {
        double* mean = channels.Mean;
        double* invStd = channels.InvStd;
        double first = 0;
        double second = 0;
        for (int block = 0; block < memory.Tiling.Blocks; block++)
        {
            first += memory.Sums.First(block)[column];
            second += memory.Sums.Second(block)[column];
        }

        second = invStd[column] * (second - (ChannelCoefficients.Remainder(mean[column]) * first));
        sumDz[column] = first;
        sumDzXHat[column] = second;
        var channel = new NormalizedChannel(mean[column], invStd[column], channels.GammaOf(column));
        memory.Coefficients.SetChannelCorrection(memory.Tiling.Layout, column, channel, first, second, count);
    }
}
