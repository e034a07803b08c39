using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Pooling;

namespace NormSharp.Kernels.AxisMaps;

/// <summary>Maxima along a dimension, and where they stand.</summary>
internal readonly unsafe struct AxisMaximum(AxisRows rows, PlaneTasks tasks, float* x, float* y, int* winners) : IParallelBody
{
    public void Execute(int index, int worker)
    {
        for (int output = tasks.First(index); output < tasks.End(index); output++)
        {
            Entry(output);
        }
    }

    private void Entry(int output)
    {
        float* input = x + rows.InputOf(output);
        nint at = rows.OutputOf(output);
        (int first, int end, int inner) = (rows.First(output), rows.End(output), rows.Inner);
        for (int i = 0; i < inner; i++)
        {
            float champion = float.NegativeInfinity;
            int winner = -1;
            for (int term = first; term < end; term++)
            {
                float candidate = input[((nint)rows.Source(term) * inner) + i];
                if (winner < 0 || candidate > champion || (float.IsNaN(candidate) && !float.IsNaN(champion)))
                {
                    (champion, winner) = (candidate, rows.Source(term));
                }
            }

            y[at + i] = champion;
            if (winners != null)
            {
                winners[at + i] = winner;
            }
        }
    }
}
