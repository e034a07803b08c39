using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Pooling;

/// <summary>Average pooling of any geometry.</summary>
internal readonly unsafe struct GeneralAverage(PoolingGeometry g, PlaneTasks tasks, bool countPadding, float* x, float* y) : IParallelBody
{
    public void Execute(int index, int worker)
    {
        int width = g.Width;
        int outHeight = g.OutHeight;
        int outWidth = g.OutWidth;
        int kernel = g.KernelHeight * g.KernelWidth;
        for (int plane = tasks.First(index); plane < tasks.End(index); plane++)
        {
            float* input = x + ((nint)plane * g.Height * width);
            float* output = y + ((nint)plane * outHeight * outWidth);
            for (int row = 0; row < outHeight; row++)
            {
                for (int column = 0; column < outWidth; column++)
                {
                    var window = new PoolingWindow(g, row, column);
                    float sum = 0;
                    for (int i = window.Top; i < window.Bottom; i++)
                    {
                        for (int j = window.Left; j < window.Right; j++)
                        {
                            sum += input[(i * width) + j];
                        }
                    }

                    *output++ = sum / (countPadding ? kernel : window.Count);
                }
            }
        }
    }
}
