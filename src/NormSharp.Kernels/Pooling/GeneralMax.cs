using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Pooling;

/// <summary>Maximum pooling of any geometry.</summary>
internal readonly unsafe struct GeneralMax(PoolingGeometry g, PlaneTasks tasks, float* x, float* y, int* indices) : IParallelBody
{
    public void Execute(int index, int worker)
    {
        int width = g.Width;
        int outHeight = g.OutHeight;
        int outWidth = g.OutWidth;
        for (int plane = tasks.First(index); plane < tasks.End(index); plane++)
        {
            float* input = x + ((nint)plane * g.Height * width);
            nint at = (nint)plane * outHeight * outWidth;
            for (int row = 0; row < outHeight; row++)
            {
                for (int column = 0; column < outWidth; column++, at++)
                {
                    int best = Best(input, width, new PoolingWindow(g, row, column));
                    y[at] = input[best];
                    if (indices != null)
                    {
                        indices[at] = best;
                    }
                }
            }
        }
    }

    private static int Best(float* input, int width, PoolingWindow window)
    {
        int best = (window.Top * width) + window.Left;
        float maximum = float.NegativeInfinity;
        for (int i = window.Top; i < window.Bottom; i++)
        {
            for (int at = (i * width) + window.Left; at < (i * width) + window.Right; at++)
            {
                if (input[at] > maximum || float.IsNaN(input[at]))
                {
                    maximum = input[at];
                    best = at;
                }
            }
        }

        return best;
    }
}
