using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Pooling;

/// <summary>The mean of 2×2 windows: two rows added, then even and odd columns.</summary>
internal readonly unsafe struct TwoByTwoAverage(PoolingGeometry g, PlaneTasks tasks, float* x, float* y) : ISimdBody
{
    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int width = g.Width;
        int outWidth = g.OutWidth;
        int outHeight = g.OutHeight;
        TV quarter = TS.Broadcast(0.25f);
        for (int plane = tasks.First(index); plane < tasks.End(index); plane++)
        {
            float* input = x + ((nint)plane * g.Height * width);
            float* output = y + ((nint)plane * outHeight * outWidth);
            for (int row = 0; row < outHeight; row++, input += 2 * width, output += outWidth)
            {
                for (int column = 0; column < outWidth; column += TS.Count)
                {
                    int begin = TwoByTwo.Begin(column, outWidth, TS.Count);
                    TwoByTwo.Load<TS, TV>(input + (2 * begin), outWidth, out TV topLow, out TV topHigh);
                    TwoByTwo.Load<TS, TV>(input + width + (2 * begin), outWidth, out TV bottomLow, out TV bottomHigh);
                    TV low = TS.Add(topLow, bottomLow);
                    TV high = TS.Add(topHigh, bottomHigh);
                    TV sum = TS.Add(TS.EvenLanes(low, high), TS.OddLanes(low, high));
                    TwoByTwo.Store<TS, TV>(TS.Multiply(quarter, sum), output + begin, outWidth);
                }
            }
        }
    }
}
