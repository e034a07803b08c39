using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Pooling;

/// <summary>What the fast ways for windows of 2×2 at stride 2 without padding share.</summary>
internal static unsafe class TwoByTwo
{
    /// <summary>Whether the geometry is one of them.</summary>
    public static bool Fits(in PoolingGeometry g) =>
        g is { KernelHeight: 2, KernelWidth: 2, StrideHeight: 2, StrideWidth: 2, PaddingHeight: 0, PaddingWidth: 0 };

    /// <summary>
    /// Where a vector of outputs begins: <paramref name="column"/>, or earlier so that it ends with the row. Outputs in the overlap are
    /// written twice, alike.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Begin(int column, int outWidth, int count) => int.Max(0, int.Min(column, outWidth - count));

    /// <summary>Two adjacent vectors of a row, or as much of them as <paramref name="count"/> outputs need.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load<TS, TV>(float* row, int count, out TV low, out TV high)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        if (count >= TS.Count)
        {
            low = TS.Load(row);
            high = TS.Load(row + TS.Count);
        }
        else
        {
            low = TS.LoadPartial(row, int.Min(TS.Count, 2 * count));
            high = TS.LoadPartial(row + TS.Count, int.Max(0, (2 * count) - TS.Count));
        }
    }

    /// <summary>Stores two adjacent vectors of a row, or as much of them as <paramref name="count"/> outputs need.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePair<TS, TV>(TV low, TV high, float* row, int count)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        Store<TS, TV>(low, row, 2 * count);
        Store<TS, TV>(high, row + TS.Count, (2 * count) - TS.Count);
    }

    /// <summary>Stores a vector, or its first lanes where a row is shorter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TS, TV>(TV vector, float* destination, int count)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        if (count >= TS.Count)
        {
            TS.Store(vector, destination);
        }
        else
        {
            TS.StorePartial(vector, destination, int.Max(0, count));
        }
    }
}
