using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Pooling;

/// <summary>A quarter of each output's gradient, four times; the odd last row and column take no part.</summary>
internal readonly unsafe struct TwoByTwoAverageGradient(PoolingGeometry g, PlaneTasks tasks, float* dy, float* dx) : ISimdBody
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
            float* output = dy + ((nint)plane * outHeight * outWidth);
            float* input = dx + ((nint)plane * g.Height * width);
            if (((width | g.Height) & 1) != 0)
            {
                new Span<float>(input, g.Height * width).Clear();
            }

            for (int row = 0; row < outHeight; row++, input += 2 * width, output += outWidth)
            {
                for (int column = 0; column < outWidth; column += TS.Count)
                {
                    int begin = TwoByTwo.Begin(column, outWidth, TS.Count);
                    TV share = TS.Multiply(
                        quarter, outWidth >= TS.Count ? TS.Load(output + begin) : TS.LoadPartial(output + begin, outWidth));
                    TV low = TS.TwiceLower(share);
                    TV high = TS.TwiceUpper(share);
                    float* top = input + (2 * begin);
                    TwoByTwo.StorePair<TS, TV>(low, high, top, outWidth);
                    TwoByTwo.StorePair<TS, TV>(low, high, top + width, outWidth);
                }
            }
        }
    }
}
