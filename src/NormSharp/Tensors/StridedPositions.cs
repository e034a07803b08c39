using System.Runtime.CompilerServices;

namespace NormSharp.Tensors;

/// <summary>Enumerates where a tensor's elements lie in its storage, in row-major order.</summary>
internal ref struct StridedPositions
{
    private readonly ReadOnlySpan<int> _extents;
    private readonly ReadOnlySpan<int> _strides;
    private Index _index;
    private readonly int[]? _more;
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
        _index = default;
        _more = shape.Rank > Index.Capacity ? new int[shape.Rank] : null;
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

        Span<int> index = _more is null ? _index : _more;
        for (int d = _extents.Length - 1; d >= 0; d--)
        {
            Current += _strides[d];
            if (++index[d] < _extents[d])
            {
                return true;
            }

            Current -= _strides[d] * _extents[d];
            index[d] = 0;
        }

        return true;
    }

    /// <summary>The index of as many dimensions as tensors ordinarily have, so that an enumeration allocates nothing.</summary>
    [InlineArray(Capacity)]
    private struct Index
    {
        public const int Capacity = 8;

        private int _first;
    }
}
