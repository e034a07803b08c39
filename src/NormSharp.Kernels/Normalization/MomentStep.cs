using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <summary>Turns a column's sums into its channel's mean, M2 and invStd, and those into the coefficients of the forward pass.</summary>
/// <param name="memory">The cells, their sums and the coefficients.</param>
/// <param name="channels">Of each channel γ and β; μ and invStd are written.</param>
/// <param name="m2">Written.</param>
/// <param name="epsilon">ε.</param>
internal readonly unsafe struct MomentStep(ColumnMemory memory, ChannelPointers channels, double* m2, double epsilon) : IColumnStep
{
    public void Finish(int column)
    {
        double* mean = channels.Mean;
        double total = 0;
        mean[column] = 0;
        m2[column] = 0;
        for (int block = 0; block < memory.Tiling.Blocks; block++)
        {
            double count = (double)memory.Tiling.RowsOf(block) * memory.Tiling.LengthOf(block);
            memory.Sums.MergeInto(ref mean[column], ref m2[column], new ChanWeights(total, count), count, block, column);
            total += count;
        }

        double invStd = InverseDeviation.Of((m2[column] / total) + epsilon);
        channels.InvStd[column] = invStd;
        memory.Coefficients.SetChannelAffine(
            memory.Tiling.Layout, column, mean[column], invStd, channels.GammaOf(column), channels.BetaOf(column));
    }
}
