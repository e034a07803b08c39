namespace NormSharp.Tensors;

/// <summary>Enumerates where a tensor's elements lie in its storage, in row-major order.</summary>
internal ref struct StridedPositions
{
    private readonly ReadOnlySpan<int> _extents;
    private readonly ReadOnlySpan<int> _strides;
    private readonly int[] _index;
    private int _left;
    private bool _started;

    public StridedPositions(Tensor tensor)
        : this(tensor.Shape, tensor.Strides, tensor.Offset)
    {
    }

    public StridedPositions(Shape shape, ReadOnlySpan<int> strides, int offset)
    {
        _extents = shape.AsSpan();
        _strides = strides;
        _index = new int[shape.Rank];
        _left = shape.ElementCount;
        Current = offset;
    }

    public int Current { get; private set; }

    public readonly StridedPositions GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_left-- <= 0)
        {
            return false;
        }

        if (!_started)
        {
            _started = true;
            return true;
        }

        for (int d = _index.Length - 1; d >= 0; d--)
        {
            Current += _strides[d];
            if (++_index[d] < _extents[d])
            {
                return true;
            }

            Current -= _strides[d] * _extents[d];
            _index[d] = 0;
        }

        return true;
    }
}
