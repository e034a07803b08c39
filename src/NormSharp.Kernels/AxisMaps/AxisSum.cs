using System.Numerics;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Pooling;

namespace NormSharp.Kernels.AxisMaps;

/// <summary>Weighted sums along a dimension.</summary>
internal readonly unsafe struct AxisSum(AxisRows rows, PlaneTasks tasks, float* weights, float* constants, float* x, float* y)
    : IParallelBody
{
    public void Execute(int index, int worker)
    {
        for (int output = tasks.First(index); output < tasks.End(index); output++)
        {
            if (rows.Inner == 1)
            {
                Number(output);
            }
            else
            {
                Entry(output);
            }
        }
    }

    private void Number(int output)
    {
        float* input = x + rows.InputOf(output);
        double sum = constants[rows.Row(output)];
        int end = rows.End(output);
        for (int term = rows.First(output); term < end; term++)
        {
            sum += (double)weights[term] * input[rows.Source(term)];
        }

        y[output] = (float)sum;
    }

    private void Entry(int output)
    {
        float* input = x + rows.InputOf(output);
        float* result = y + rows.OutputOf(output);
        float constant = constants[rows.Row(output)];
        (int first, int end, int inner) = (rows.First(output), rows.End(output), rows.Inner);
        int i = 0;
        for (; i <= inner - Vector<float>.Count; i += Vector<float>.Count)
        {
            var sum = new Vector<float>(constant);
            for (int term = first; term < end; term++)
            {
                sum += new Vector<float>(weights[term]) * Vector.Load(input + ((nint)rows.Source(term) * inner) + i);
            }

            sum.Store(result + i);
        }

        for (; i < inner; i++)
        {
            float sum = constant;
            for (int term = first; term < end; term++)
            {
                sum += weights[term] * input[((nint)rows.Source(term) * inner) + i];
            }

            result[i] = sum;
        }
    }
}
