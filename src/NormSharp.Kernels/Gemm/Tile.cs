using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Gemm;

/// <summary>Where a micro-kernel leaves its sums: rows of two vectors, of which the last columns may be out of bounds.</summary>
/// <remarks>
/// A micro-kernel calls nothing while its accumulators are alive: the compiler would keep them all in memory. So it writes whole rows
/// only, and a tile that crosses an edge is computed beside C and then put in its place.
/// </remarks>
/// <param name="start">The first row's first vector.</param>
/// <param name="rowStride">Floats from one row to the next.</param>
/// <param name="second">Floats from a row's first vector to its second.</param>
/// <param name="columns">How many columns may be touched; more than two vectors counts as all.</param>
/// <param name="accumulate">Whether the sums are added to what is there.</param>
/// <param name="rowBias">A number for every row, added to its sums; or null.</param>
/// <param name="columnBias">A number for every column that may be touched, added to its sums; or null.</param>
internal readonly unsafe struct Tile(
    float* start,
    nint rowStride,
    nint second,
    int columns,
    bool accumulate,
    float* rowBias = null,
    float* columnBias = null)
{
    private readonly float* _start = start;
    private readonly nint _rowStride = rowStride;
    private readonly nint _second = second;
    private readonly int _columns = columns;
    private readonly bool _accumulate = accumulate;
    private readonly bool _isDistant;
    private readonly float* _rowBias = rowBias;
    private readonly float* _columnBias = columnBias;

    /// <summary>Whether it is unlikely to be in a core's cache, so that it is prefetched while the sums are computed.</summary>
    public bool IsDistant
    {
        init => _isDistant = value;
    }

    /// <summary>The same tile from a lower row on.</summary>
    public Tile Below(int rows) => new(
        _start + (rows * _rowStride), _rowStride, _second, _columns, _accumulate, _rowBias == null ? null : _rowBias + rows, _columnBias)
    {
        IsDistant = _isDistant,
    };

    /// <summary>Prefetches the first <paramref name="rows"/> rows of a distant tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch<TS, TV>(int rows)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        if (_isDistant)
        {
            float* row = _start;
            for (int i = 0; i < rows; i++)
            {
                Cache.Prefetch(row, TS.Count);
                Cache.Prefetch(row + _second, TS.Count);
                row += _rowStride;
            }
        }
    }

    /// <summary>Whether rows of two whole vectors would reach out of bounds.</summary>
    public bool IsPartial<TS, TV>()
        where TS : struct, ISimd<TV>
        where TV : struct => _columns < 2 * TS.Count;

    /// <summary>Writes one row of a tile that is not partial.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put<TS, TV>(int row, TV first, TV second)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        float* target = _start + (row * _rowStride);
        if (_rowBias != null)
        {
            TV bias = TS.Broadcast(_rowBias[row]);
            first = TS.Add(first, bias);
            second = TS.Add(second, bias);
        }

        if (_columnBias != null)
        {
            first = TS.Add(first, TS.Load(_columnBias));
            second = TS.Add(second, TS.Load(_columnBias + _second));
        }

        if (_accumulate)
        {
            first = TS.Add(first, TS.Load(target));
            second = TS.Add(second, TS.Load(target + _second));
        }

        TS.Store(first, target);
        TS.Store(second, target + _second);
    }

    /// <summary>Writes the first vector of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put<TS, TV>(int row, TV sum)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        float* target = _start + (row * _rowStride);
        if (_rowBias != null)
        {
            sum = TS.Add(sum, TS.Broadcast(_rowBias[row]));
        }

        if (_columnBias != null)
        {
            sum = TS.Add(sum, TS.Load(_columnBias));
        }

        TS.Store(_accumulate ? TS.Add(sum, TS.Load(target)) : sum, target);
    }

    /// <summary>Writes the part of a row that lies in bounds, from sums computed elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void PutPart<TS, TV>(int row, float* sums)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        float* target = _start + (row * _rowStride);
        int left = Math.Min(_columns, TS.Count);
        PutPart<TS, TV>(row, TS.Load(sums), target, _columnBias, left);
        PutPart<TS, TV>(
            row, TS.Load(sums + TS.Count), target + _second, _columnBias == null ? null : _columnBias + _second, _columns - left);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PutPart<TS, TV>(int row, TV sum, float* target, float* columnBias, int columns)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        if (_rowBias != null)
        {
            sum = TS.Add(sum, TS.Broadcast(_rowBias[row]));
        }

        if (columnBias != null)
        {
            sum = TS.Add(sum, TS.LoadPartial(columnBias, columns));
        }

        if (_accumulate)
        {
            sum = TS.Add(sum, TS.LoadPartial(target, columns));
        }

        TS.StorePartial(sum, target, columns);
    }
}
