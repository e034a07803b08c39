using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Gemm;

/// <summary>Where a micro-kernel leaves its sums: rows of two vectors, of which the last columns may be out of bounds.</summary>
/// <param name="start">The first row's first vector.</param>
/// <param name="rowStride">Floats from one row to the next.</param>
/// <param name="second">Floats from a row's first vector to its second.</param>
/// <param name="columns">How many columns may be touched; more than two vectors counts as all.</param>
/// <param name="accumulate">Whether the sums are added to what is there.</param>
/// <param name="rowBias">A number for every row, added to its sums; or null.</param>
/// <param name="columnBias">A number for every column that may be touched, added to its sums; or null.</param>
internal readonly unsafe struct Tile(
    float* start, nint rowStride, nint second, int columns, bool accumulate, float* rowBias = null, float* columnBias = null)
{
    private readonly float* _start = start;
    private readonly nint _rowStride = rowStride;
    private readonly nint _second = second;
    private readonly int _columns = columns;
    private readonly bool _accumulate = accumulate;
    private readonly float* _rowBias = rowBias;
    private readonly float* _columnBias = columnBias;

    /// <summary>The same tile from a lower row on.</summary>
    public Tile Below(int rows) => new(
        _start + (rows * _rowStride), _rowStride, _second, _columns, _accumulate, _rowBias == null ? null : _rowBias + rows, _columnBias);

    /// <summary>Writes one row.</summary>
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

        if (_columns < 2 * TS.Count)
        {
            PutPart<TS, TV>(target, first, second);
            return;
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PutPart<TS, TV>(float* target, TV first, TV second)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int left = Math.Min(_columns, TS.Count);
        int right = _columns - left;
        if (_columnBias != null)
        {
            first = TS.Add(first, TS.LoadPartial(_columnBias, left));
            second = TS.Add(second, TS.LoadPartial(_columnBias + _second, right));
        }

        if (_accumulate)
        {
            first = TS.Add(first, TS.LoadPartial(target, left));
            second = TS.Add(second, TS.LoadPartial(target + _second, right));
        }

        TS.StorePartial(first, target, left);
        TS.StorePartial(second, target + _second, right);
    }
}
