using NormSharp.Primitives;

namespace NormSharp.Backends;

/// <summary>What is computed once a channel, from statistics that lie in memory of the host.</summary>
internal static class StatisticsArithmetic
{
    /// <summary>The first channel whose mean or variance is not finite, also when it is stored in float32; −1 where all are.</summary>
    public static int FirstBad(double count, ReadOnlySpan<double> mean, ReadOnlySpan<double> m2)
    {
        for (int c = 0; c < mean.Length; c++)
        {
            if (!float.IsFinite((float)mean[c]) || !float.IsFinite((float)(m2[c] / Math.Max(count - 1, 1))))
            {
                return c;
            }
        }

        return -1;
    }

    /// <summary>1/√(M2/count + ε) of each channel; neighbours share it where more are to be written than there are.</summary>
    public static void InvStd(ReadOnlySpan<double> m2, double count, double epsilon, Span<double> invStd)
    {
        int each = invStd.Length / Math.Max(m2.Length, 1);
        for (int c = 0; c < m2.Length; c++)
        {
            double inverse = InverseDeviation.Of((m2[c] / count) + epsilon);
            invStd.Slice(c * each, each).Fill(inverse);
        }
    }

    /// <summary>Repeats each number for its neighbours.</summary>
    public static void Spread(ReadOnlySpan<double> values, Span<double> result)
    {
        int each = result.Length / Math.Max(values.Length, 1);
        for (int i = 0; i < values.Length; i++)
        {
            result.Slice(i * each, each).Fill(values[i]);
        }
    }

    /// <summary>totals[c] = Σ over n of values[n, c]/divisor.</summary>
    public static void AddRows(ReadOnlySpan<double> values, double divisor, Span<double> totals)
    {
        totals.Clear();
        for (int i = 0; i < values.Length; i++)
        {
            totals[i % totals.Length] += values[i] / divisor;
        }
    }

    /// <summary>Gives each value the total of its group, weighted with γ where there is one.</summary>
    public static void ShareInGroups(ReadOnlySpan<float> gamma, int perGroup, Span<double> values)
    {
        for (int first = 0; first < values.Length; first += perGroup)
        {
            double total = 0;
            for (int i = first; i < first + perGroup; i++)
            {
                total += values[i] * (gamma.IsEmpty ? 1 : gamma[i]);
            }

            values.Slice(first, perGroup).Fill(total);
        }
    }

    /// <summary>running ← (1 − w)·running + w·new.</summary>
    public static void Take(
        in RunningUpdate update,
        double count,
        ReadOnlySpan<double> mean,
        ReadOnlySpan<double> m2,
        Span<float> runningMean,
        Span<float> runningVariance)
    {
        double weight = update.Weight;
        double divisor = update.StoresPopulationVariance ? count : count > 1 ? count - 1 : double.NaN;
        for (int c = 0; c < runningMean.Length; c++)
        {
            // Replaced as a whole, old statistics count for nothing, even where they are NaN.
            double variance = m2[c] / divisor;
            runningMean[c] = weight == 1 ? (float)mean[c] : (float)(((1 - weight) * runningMean[c]) + (weight * mean[c]));
            runningVariance[c] = weight == 1 ? (float)variance : (float)(((1 - weight) * runningVariance[c]) + (weight * variance));
        }
    }
}
