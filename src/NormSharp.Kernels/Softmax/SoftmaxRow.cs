using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Softmax;

/// <summary>One row of logits at one vector width.</summary>
/// <typeparam name="TS">The width.</typeparam>
/// <typeparam name="TV">Its vector.</typeparam>
internal readonly unsafe struct SoftmaxRow<TS, TV>(int classes)
    where TS : struct, ISimd<TV>
    where TV : struct
{
    private const int Segment = 4096;

    private readonly int _classes = classes;
    private readonly int _rest = classes % TS.Count;
    private readonly TV _restLanes = Lanes.First<TS, TV>(classes % TS.Count);

    /// <summary>The largest logit. A NaN among them may be passed over: the sum of exponentials does not lose it.</summary>
    public float Max(float* x)
    {
        TV lowest = TS.Broadcast(float.NegativeInfinity);
        TV max = lowest;
        int whole = _classes - _rest;
        for (int i = 0; i < whole; i += TS.Count)
        {
            max = TS.Max(max, TS.Load(x + i));
        }

        if (_rest > 0)
        {
            max = TS.Max(max, TS.Select(_restLanes, TS.LoadPartial(x + whole, _rest), lowest));
        }

        return Lanes.Max<TS, TV>(max);
    }

    /// <summary>Σ e^(x − max), in float lanes over at most 4096 classes and in double above; 1 at least, unless NaN.</summary>
    public double SumExp(float* x, float max)
    {
        double sum = 0;
        for (int start = 0; start < _classes; start += Segment)
        {
            sum += SumExp(x + start, int.Min(Segment, _classes - start), TS.Broadcast(max));
        }

        return sum;
    }

    /// <summary>y = e^(x − max)·scale.</summary>
    public void Exp(float* x, float max, float scale, float* y)
    {
        TV shift = TS.Broadcast(max);
        TV factor = TS.Broadcast(scale);
        int whole = _classes - _rest;
        for (int i = 0; i < whole; i += TS.Count)
        {
            TS.Store(TS.Multiply(factor, VectorMath.Exp<TS, TV>(TS.Subtract(TS.Load(x + i), shift))), y + i);
        }

        if (_rest > 0)
        {
            TV rest = VectorMath.Exp<TS, TV>(TS.Subtract(TS.LoadPartial(x + whole, _rest), shift));
            TS.StorePartial(TS.Multiply(factor, rest), y + whole, _rest);
        }
    }

    /// <summary>y = (x − max) − log Σ e^(x − max): the difference first, so that huge logits keep their precision.</summary>
    public void LogSoftmax(float* x, float* y)
    {
        float max = Max(x);
        TV shift = TS.Broadcast(max);
        TV log = TS.Broadcast((float)Math.Log(SumExp(x, max)));
        int whole = _classes - _rest;
        for (int i = 0; i < whole; i += TS.Count)
        {
            TS.Store(TS.Subtract(TS.Subtract(TS.Load(x + i), shift), log), y + i);
        }

        if (_rest > 0)
        {
            TS.StorePartial(TS.Subtract(TS.Subtract(TS.LoadPartial(x + whole, _rest), shift), log), y + whole, _rest);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double SumExp(float* x, int length, TV shift)
    {
        TV sum = TS.Zero;
        int i = 0;
        for (; i <= length - TS.Count; i += TS.Count)
        {
            sum = TS.Add(sum, VectorMath.Exp<TS, TV>(TS.Subtract(TS.Load(x + i), shift)));
        }

        if (i < length)
        {
            sum = TS.Add(sum, TS.And(_restLanes, VectorMath.Exp<TS, TV>(TS.Subtract(TS.LoadPartial(x + i, length - i), shift))));
        }

        return Lanes.Sum<TS, TV>(sum);
    }
}
