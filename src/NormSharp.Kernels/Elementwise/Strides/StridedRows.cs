namespace NormSharp.Kernels.Elementwise.Strides;

/// <summary>
/// A walk over a shape in row-major order with the strides of two operands: dimensions of size 1 are dropped and neighbours that
/// both operands (and the contiguous third) walk in one stride are merged, so that what remains is as few and as long rows as possible.
/// </summary>
internal readonly unsafe struct StridedRows
{
    private readonly int _outerRank;
    private readonly int* _shape;
    private readonly int* _aStrides;
    private readonly int* _bStrides;

    /// <summary>Plans the walk.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="aStrides">The first operand's strides.</param>
    /// <param name="bStrides">The second operand's strides.</param>
    /// <param name="memory">Pinned memory of <see cref="MemoryLength"/> that must outlive the plan.</param>
    public StridedRows(ReadOnlySpan<int> shape, ReadOnlySpan<int> aStrides, ReadOnlySpan<int> bStrides, int* memory)
    {
        int rank = shape.Length;
        _shape = memory;
        _aStrides = memory + rank;
        _bStrides = memory + (2 * rank);
        Length = 1;
        int merged = 0;
        for (int d = 0; d < rank; d++)
        {
            int size = shape[d];
            Length = checked(Length * size);
            if (size == 1)
            {
                continue;
            }

            bool continues = merged > 0
                && _aStrides[merged - 1] == (long)size * aStrides[d]
                && _bStrides[merged - 1] == (long)size * bStrides[d];
            if (!continues)
            {
                _shape[merged++] = 1;
            }

            _shape[merged - 1] *= size;
            _aStrides[merged - 1] = aStrides[d];
            _bStrides[merged - 1] = bStrides[d];
        }

        _outerRank = Math.Max(0, merged - 1);
        RowLength = merged == 0 ? 1 : _shape[merged - 1];
        RowStrideA = merged == 0 ? 1 : _aStrides[merged - 1];
        RowStrideB = merged == 0 ? 1 : _bStrides[merged - 1];
        Rows = Length == 0 ? 0 : Length / RowLength;
    }

    /// <summary>Elements of the whole shape.</summary>
    public int Length { get; }

    /// <summary>Elements of the innermost merged dimension.</summary>
    public int RowLength { get; }

    /// <summary>How many rows the outer dimensions make.</summary>
    public int Rows { get; }

    /// <summary>The first operand's stride within a row.</summary>
    public int RowStrideA { get; }

    /// <summary>The second operand's stride within a row.</summary>
    public int RowStrideB { get; }

    /// <summary>Merged dimensions outside the row.</summary>
    public int OuterRank => _outerRank;

    /// <summary>Integers of memory that a plan of this rank needs.</summary>
    public static int MemoryLength(int rank) => 3 * Math.Max(1, rank);

    /// <summary>The size of a merged dimension outside the row.</summary>
    public int OuterSize(int dimension) => _shape[dimension];

    /// <summary>The first operand's stride along a merged dimension outside the row.</summary>
    public int OuterStrideA(int dimension) => _aStrides[dimension];

    /// <summary>Finds where a row starts, and how far the next row of the same innermost outer dimension is.</summary>
    public RowCursor Seek(int row)
    {
        RowCursor cursor = default;
        if (_outerRank == 0)
        {
            cursor.RowsLeft = 1;
            return cursor;
        }

        int last = _outerRank - 1;
        int within = row % _shape[last];
        cursor.RowsLeft = _shape[last] - within;
        cursor.StepA = _aStrides[last];
        cursor.StepB = _bStrides[last];
        cursor.OffsetA = (nint)within * cursor.StepA;
        cursor.OffsetB = (nint)within * cursor.StepB;
        int rest = row / _shape[last];
        for (int d = last - 1; d >= 0; d--)
        {
            (rest, int index) = Math.DivRem(rest, _shape[d]);
            cursor.OffsetA += (nint)index * _aStrides[d];
            cursor.OffsetB += (nint)index * _bStrides[d];
        }

        return cursor;
    }
}
