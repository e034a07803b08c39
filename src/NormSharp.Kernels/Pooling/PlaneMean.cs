using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Pooling;

/// <summary>The mean of each plane.</summary>
internal readonly unsafe struct PlaneMean(PlaneTasks tasks, int spatial, float* x, float* y) : ISimdBody
{
    private const int Segment = 4096;

    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        for (int plane = tasks.First(index); plane < tasks.End(index); plane++)
        {
            float* input = x + ((nint)plane * spatial);
            double sum = 0;
            for (int start = 0; start < spatial; start += Segment)
            {
                sum += Sum<TS, TV>(input + start, int.Min(Segment, spatial - start));
            }

            y[plane] = (float)(sum / spatial);
        }
    }

    private static float Sum<TS, TV>(float* values, int length)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV even = TS.Zero;
        TV odd = TS.Zero;
        int i = 0;
        for (; i <= length - (2 * TS.Count); i += 2 * TS.Count)
        {
            even = TS.Add(even, TS.Load(values + i));
            odd = TS.Add(odd, TS.Load(values + i + TS.Count));
        }

        for (; i < length; i += TS.Count)
        {
            even = TS.Add(even, TS.LoadPartial(values + i, int.Min(TS.Count, length - i)));
        }

        return TS.Sum(TS.Add(even, odd));
    }
}
