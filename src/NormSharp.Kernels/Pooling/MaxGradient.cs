using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Pooling;

/// <summary>The gradient of maximum pooling of any geometry.</summary>
internal readonly unsafe struct MaxGradient(PoolingGeometry g, PlaneTasks tasks, float* dy, int* indices, float* dx) : IParallelBody
{
    public void Execute(int index, int worker)
    {
        int inputs = g.Height * g.Width;
        int outputs = g.OutHeight * g.OutWidth;
        for (int plane = tasks.First(index); plane < tasks.End(index); plane++)
        {
            float* input = dx + ((nint)plane * inputs);
            float* output = dy + ((nint)plane * outputs);
            int* places = indices + ((nint)plane * outputs);
            new Span<float>(input, inputs).Clear();
            for (int i = 0; i < outputs; i++)
            {
                input[places[i]] += output[i];
            }
        }
    }
}
