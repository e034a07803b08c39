using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Strides;

/// <summary>How an operand's numbers lie along a row.</summary>
internal interface IOperand
{
    /// <summary>The lanes that start at number i of the row.</summary>
    TV Load<TS, TV, TLanes>(int i, TLanes lanes)
        where TS : struct, ISimd<TV>
        where TV : struct
        where TLanes : struct, ILanes<TV>;
}

/// <summary>One after the other.</summary>
internal readonly unsafe struct ContiguousOperand(float* source) : IOperand
{
    private readonly float* _source = source;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Load<TS, TV, TLanes>(int i, TLanes lanes)
        where TS : struct, ISimd<TV>
        where TV : struct
        where TLanes : struct, ILanes<TV> =>
        lanes.Load(_source + i);
}

/// <summary>The same number all along.</summary>
internal readonly struct ScalarOperand(float value) : IOperand
{
    private readonly float _value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Load<TS, TV, TLanes>(int i, TLanes lanes)
        where TS : struct, ISimd<TV>
        where TV : struct
        where TLanes : struct, ILanes<TV> =>
        TS.Broadcast(_value);
}

/// <summary>At a stride.</summary>
internal readonly unsafe struct StridedOperand(float* source, int stride) : IOperand
{
    private readonly float* _source = source;
    private readonly nint _stride = stride;

    public TV Load<TS, TV, TLanes>(int i, TLanes lanes)
        where TS : struct, ISimd<TV>
        where TV : struct
        where TLanes : struct, ILanes<TV>
    {
        float* numbers = stackalloc float[TS.Count];
        for (int lane = 0; lane < lanes.Count; lane++)
        {
            numbers[lane] = _source[(i + lane) * _stride];
        }

        return lanes.Load(numbers);
    }
}
