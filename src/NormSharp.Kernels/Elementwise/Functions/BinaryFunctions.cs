using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Functions;

/// <summary>a + b.</summary>
internal readonly struct Add : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV a, TV b)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Add(a, b);
}

/// <summary>a − b.</summary>
internal readonly struct Subtract : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV a, TV b)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Subtract(a, b);
}

/// <summary>a · b.</summary>
internal readonly struct Multiply : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV a, TV b)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Multiply(a, b);
}

/// <summary>a / b.</summary>
internal readonly struct Divide : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV a, TV b)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Divide(a, b);
}

/// <summary>The larger; NaN if either is NaN.</summary>
internal readonly struct Max : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV a, TV b)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Select(TS.IsNaN(a), a, TS.Max(a, b));
}

/// <summary>The smaller; NaN if either is NaN.</summary>
internal readonly struct Min : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV a, TV b)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Select(TS.IsNaN(a), a, TS.Min(a, b));
}

/// <summary>1 where a = b, else 0.</summary>
internal readonly struct Equal : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV a, TV b)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.And(TS.Equal(a, b), TS.Broadcast(1f));
}

/// <summary>1 where a ≠ b, NaN included, else 0.</summary>
internal readonly struct NotEqual : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV a, TV b)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Select(TS.Equal(a, b), TS.Zero, TS.Broadcast(1f));
}

/// <summary>1 where a &lt; b, else 0.</summary>
internal readonly struct Less : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV a, TV b)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.And(TS.GreaterThan(b, a), TS.Broadcast(1f));
}

/// <summary>1 where a ≤ b, else 0.</summary>
internal readonly struct LessOrEqual : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV a, TV b)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.And(TS.GreaterThanOrEqual(b, a), TS.Broadcast(1f));
}

/// <summary>1 where a &gt; b, else 0.</summary>
internal readonly struct Greater : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV a, TV b)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.And(TS.GreaterThan(a, b), TS.Broadcast(1f));
}

/// <summary>1 where a ≥ b, else 0.</summary>
internal readonly struct GreaterOrEqual : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Apply<TS, TV>(TV a, TV b)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.And(TS.GreaterThanOrEqual(a, b), TS.Broadcast(1f));
}
