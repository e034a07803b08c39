using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Pooling;

namespace NormSharp.Kernels.AxisMaps;

/// <summary>Hands the gradients of maxima to the entries that won.</summary>
internal readonly unsafe struct AxisMaximumGradient(
    PlaneTasks tasks, (int In, int Out, int Inner) extents, float* dy, int* winners, float* dx) : IParallelBody
{
    public void Execute(int index, int worker)
    {
        for (int outer = tasks.First(index); outer < tasks.End(index); outer++)
        {
            Entry(outer);
        }
    }

    private void Entry(int outer)
    {
        int inner = extents.Inner;
        int inputs = extents.In * inner;
        int outputs = extents.Out * inner;
        float* gradient = dx + ((nint)outer * inputs);
        nint first = (nint)outer * outputs;
        new Span<float>(gradient, inputs).Clear();
        for (int i = 0; i < outputs; i++)
        {
            int winner = winners[first + i];
            if (winner >= 0)
            {
                gradient[(winner * inner) + (i % inner)] += dy[first + i];
            }
        }
    }
}
