namespace NormSharp.Kernels.Gemm;

/// <summary>Walks over the passes of a product without allocating: rows innermost, then K ascending, then columns.</summary>
internal struct PassEnumerator(int m, int n, int k, Blocking blocking)
{
    private int _row = -blocking.MPass;
    private int _step;
    private int _column;

    public readonly Pass Current => new(
        _row,
        Math.Min(blocking.MPass, m - _row),
        _column,
        Math.Min(blocking.NPass, n - _column),
        _step,
        Math.Min(blocking.KPass, k - _step));

    public readonly PassEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        _row += blocking.MPass;
        if (_row >= m)
        {
            _row = 0;
            _step += blocking.KPass;
        }

        if (_step >= Math.Max(k, 1))
        {
            _step = 0;
            _column += blocking.NPass;
        }

        return _column < n;
    }
}
