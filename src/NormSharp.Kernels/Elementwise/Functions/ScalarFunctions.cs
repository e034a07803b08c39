using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Functions;

/// <summary>a to the power of b, computed in double; exact for whole numbers that float32 holds.</summary>
internal readonly struct Power : IBinaryFunction, IScalarFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV a, TV b)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        LaneByLane.Apply<Power, TS, TV>(a, b);

    public static float Apply(float a, float b) => (float)Math.Pow(a, b);
}

/// <summary>The whole part of a / b.</summary>
internal readonly struct TruncatingDivide : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV a, TV b)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        default(Truncate).Apply<TS, TV>(TS.Divide(a, b));
}

/// <summary>What is left of a by division by b, with the sign of b.</summary>
internal readonly struct Modulo : IBinaryFunction, IScalarFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV a, TV b)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        LaneByLane.Apply<Modulo, TS, TV>(a, b);

    public static float Apply(float a, float b)
    {
        float rest = a % b;
        return rest != 0 && float.IsNegative(rest) != float.IsNegative(b) ? rest + b : rest;
    }
}

/// <summary>What is left of a by division by b, with the sign of a.</summary>
internal readonly struct Remainder : IBinaryFunction, IScalarFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV a, TV b)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        LaneByLane.Apply<Remainder, TS, TV>(a, b);

    public static float Apply(float a, float b) => a % b;
}
