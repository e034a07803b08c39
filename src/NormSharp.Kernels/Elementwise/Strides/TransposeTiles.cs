using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using NormSharp.Kernels.Parallel;

namespace NormSharp.Kernels.Elementwise.Strides;

/// <summary>
/// Copies between a view and contiguous memory where the view is contiguous along another dimension than its last: tile by tile, so
/// that the lines of both sides are used up while they are in the cache.
/// </summary>
internal static unsafe class TransposeTiles
{
    private const int BlockSize = 64;

    // A cache line of floats, so that every line is used up at once.
    private const int TileSize = 16;

    /// <summary>Does the copy if the plan is a transpose.</summary>
    /// <returns>Whether it was done.</returns>
    public static bool TryRun<TDirection>(ThreadTeam team, in StridedRows rows, float* view, float* contiguous)
        where TDirection : struct, ICopyDirection
    {
        if (rows.RowStrideA is 0 or 1 || rows.Length == 0)
        {
            return false;
        }

        nint linearStride = rows.RowLength;
        for (int d = rows.OuterRank - 1; d >= 0; d--)
        {
            if (rows.OuterStrideA(d) == 1)
            {
                var body = new Body<TDirection>(rows, view, contiguous, d, linearStride);
                team.For(body.Count, body);
                return true;
            }

            linearStride *= rows.OuterSize(d);
        }

        return false;
    }

    private readonly struct Body<TDirection> : IParallelBody
        where TDirection : struct, ICopyDirection
    {
        private readonly StridedRows _rows;
        private readonly float* _view;
        private readonly float* _contiguous;
        private readonly int _dimension;
        private readonly nint _linearStride;
        private readonly int _blocksAcross;
        private readonly int _blocksAlong;

        public Body(in StridedRows rows, float* view, float* contiguous, int dimension, nint linearStride)
        {
            _rows = rows;
            _view = view;
            _contiguous = contiguous;
            _dimension = dimension;
            _linearStride = linearStride;
            _blocksAcross = (rows.OuterSize(dimension) + BlockSize - 1) / BlockSize;
            _blocksAlong = (rows.RowLength + BlockSize - 1) / BlockSize;
            Count = checked(rows.Rows / rows.OuterSize(dimension) * _blocksAcross * _blocksAlong);
        }

        public int Count { get; }

        public void Execute(int index, int worker)
        {
            (index, int along) = Math.DivRem(index, _blocksAlong);
            (index, int across) = Math.DivRem(index, _blocksAcross);
            (nint viewOffset, nint linear) = Batch(index);
            int l0 = along * BlockSize;
            int k0 = across * BlockSize;
            Block(
                _view + viewOffset + k0 + ((nint)l0 * _rows.RowStrideA),
                _contiguous + linear + (k0 * _linearStride) + l0,
                Math.Min(BlockSize, _rows.OuterSize(_dimension) - k0),
                Math.Min(BlockSize, _rows.RowLength - l0));
        }

        /// <summary>Offsets of the n-th index over the outer dimensions other than the transposed one.</summary>
        private (nint View, nint Linear) Batch(int index)
        {
            (nint view, nint linear, nint stride) = (0, 0, _rows.RowLength);
            for (int d = _rows.OuterRank - 1; d >= 0; d--)
            {
                if (d != _dimension)
                {
                    (index, int i) = Math.DivRem(index, _rows.OuterSize(d));
                    view += (nint)i * _rows.OuterStrideA(d);
                    linear += i * stride;
                }

                stride *= _rows.OuterSize(d);
            }

            return (view, linear);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Block(float* view, float* contiguous, int across, int along)
        {
            nint viewStride = _rows.RowStrideA;
            for (int k = 0; k < across; k += TileSize)
            {
                for (int l = 0; l < along; l += TileSize)
                {
                    float* v = view + (l * viewStride) + k;
                    float* c = contiguous + (k * _linearStride) + l;
                    if (Avx.IsSupported && across - k >= TileSize && along - l >= TileSize)
                    {
                        Tile(v, viewStride, c);
                    }
                    else
                    {
                        Edge(v, viewStride, c, Math.Min(TileSize, across - k), Math.Min(TileSize, along - l));
                    }
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Tile(float* view, nint viewStride, float* contiguous)
        {
            for (int l = 0; l < TileSize; l += 8)
            {
                for (int k = 0; k < TileSize; k += 8)
                {
                    float* v = view + (l * viewStride) + k;
                    float* c = contiguous + (k * _linearStride) + l;
                    if (TDirection.IntoView)
                    {
                        Transpose8x8.Copy(c, _linearStride, v, viewStride);
                    }
                    else
                    {
                        Transpose8x8.Copy(v, viewStride, c, _linearStride);
                    }
                }
            }
        }

        private void Edge(float* view, nint viewStride, float* contiguous, int across, int along)
        {
            for (int k = 0; k < across; k++)
            {
                for (int l = 0; l < along; l++)
                {
                    TDirection.Move(view + (l * viewStride) + k, contiguous + (k * _linearStride) + l);
                }
            }
        }
    }
}
