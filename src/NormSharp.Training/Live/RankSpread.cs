using NormSharp.Layers;
using NormSharp.Synchronization;

namespace NormSharp.Training;

/// <summary>How far the running means of several ranks are from one another. All ranks must measure at the same steps.</summary>
internal sealed class RankSpread(IReducer reducer)
{
    private double[] _message = [];

    /// <summary>Whether a layer's statistics are those of a rank's share alone.</summary>
    public static bool IsOfOneRank(NormWatch norm) => norm.Layer is not SyncBatchNorm && !norm.Layer.FreezesStatistics;

    /// <summary>
    /// √(variance of a channel's mean over the ranks / (σ² + ε)), the mean over the channels of the worst layer; 0 where one trains alone.
    /// </summary>
    public double Measure(IReadOnlyList<NormWatch> norms)
    {
        if (reducer.RankCount == 1)
        {
            return 0;
        }

        Gather(norms);
        reducer.AllReduce(_message, MessageMerges.Sum);
        double worst = 0;
        int at = 0;
        foreach (NormWatch norm in norms)
        {
            double sum = 0;
            for (int c = 0; c < norm.Mean.Length; c++, at += 3)
            {
                double mean = _message[at] / reducer.RankCount;
                double variance = Math.Max(0, (_message[at + 1] / reducer.RankCount) - (mean * mean));
                sum += Math.Sqrt(variance / ((_message[at + 2] / reducer.RankCount) + norm.Epsilon));
            }

            worst = IsOfOneRank(norm) && norm.Mean.Length > 0 ? Math.Max(worst, sum / norm.Mean.Length) : worst;
        }

        return worst;
    }

    private void Gather(IReadOnlyList<NormWatch> norms)
    {
        int length = 0;
        foreach (NormWatch norm in norms)
        {
            length += 3 * norm.Mean.Length;
        }

        _message = _message.Length == length ? _message : new double[length];
        int at = 0;
        foreach (NormWatch norm in norms)
        {
            for (int c = 0; c < norm.Mean.Length; c++, at += 3)
            {
                double mean = norm.Mean[c];
                (_message[at], _message[at + 1], _message[at + 2]) = (mean, mean * mean, norm.Variance[c]);
            }
        }
    }
}
