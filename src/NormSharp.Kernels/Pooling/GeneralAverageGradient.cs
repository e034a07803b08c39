using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Pooling;

/// <summary>The gradient of average pooling of any geometry.</summary>
internal readonly unsafe struct GeneralAverageGradient(PoolingGeometry g, PlaneTasks tasks, bool countPadding, float* dy, float* dx)
    : IParallelBody
{
    public void Execute(int index, int worker)
    {
        int width = g.Width;
        int outHeight = g.OutHeight;
        int outWidth = g.OutWidth;
        int kernel = g.KernelHeight * g.KernelWidth;
        for (int plane = tasks.First(index); plane < tasks.End(index); plane++)
        {
            float* input = dx + ((nint)plane * g.Height * width);
            float* output = dy + ((nint)plane * outHeight * outWidth);
            new Span<float>(input, g.Height * width).Clear();
            for (int row = 0; row < outHeight; row++)
            {
                for (int column = 0; column < outWidth; column++)
                {
                    var window = new PoolingWindow(g, row, column);
                    float share = *output++ / (countPadding ? kernel : window.Count);
                    for (int i = window.Top; i < window.Bottom; i++)
                    {
                        for (int j = window.Left; j < window.Right; j++)
                        {
                            input[(i * width) + j] += share;
                        }
                    }
                }
            }
        }
    }
}
