using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Softmax;

/// <summary>dx = (own·w[label] + evenly)·p − own·w[label]·1[label] − spread·w, row by row.</summary>
/// <param name="tasks">The rows of each task.</param>
/// <param name="classes">Numbers of a row.</param>
/// <param name="log">Log-probabilities.</param>
/// <param name="labels">A class for each row.</param>
/// <param name="weights">A number for each class, or null for 1.</param>
/// <param name="scales">The factors.</param>
/// <param name="dx">Written.</param>
internal readonly unsafe struct CrossEntropyGradient(
    RowTasks tasks, int classes, float* log, int* labels, float* weights, CrossEntropyScales scales, float* dx) : ISimdBody
{
    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        (double own, double spread, double evenly) = scales;
        var kernel = new SoftmaxRow<TS, TV>(classes);
        for (int row = tasks.First(index); row < tasks.End(index); row++)
        {
            float* gradient = dx + ((nint)row * classes);
            int label = labels[row];
            double ownWeight = own * (weights == null ? 1 : weights[label]);
            kernel.Exp(log + ((nint)row * classes), 0, (float)(ownWeight + evenly), gradient);
            if (spread != 0)
            {
                for (int c = 0; c < classes; c++)
                {
                    gradient[c] -= (float)spread * (weights == null ? 1 : weights[c]);
                }
            }

            gradient[label] -= (float)ownWeight;
        }
    }
}
