using System.Runtime.CompilerServices;
using NormSharp.Kernels.Blocked.Tiles;
using NormSharp.Kernels.Convolution.Winograd;
using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Blocked;

/// <summary>The three passes of <see cref="BlockedWinograd"/> over some tiles.</summary>
internal readonly unsafe struct WinogradWork
{
    /// <summary>Blocks of channels of one chain of multiply-adds: the last transform magnifies the error of long ones.</summary>
    private const int ChainBlocks = 4;

    private readonly WinogradTiles _tiles;
    private readonly BlockedLayout _input;
    private readonly BlockedLayout _output;
    private readonly int _positions;
    private readonly int _stride;
    private readonly nint _padding;
    private readonly (int Height, int Width) _border;
    private readonly BlockedBorder _edge;

    /// <param name="shape">The convolution.</param>
    /// <param name="tiles">All tiles.</param>
    /// <param name="chunk">Tiles that are computed together.</param>
    public WinogradWork(BlockedConvolutionShape shape, WinogradTiles tiles, int chunk)
    {
        (_tiles, _input, _output) = (tiles, shape.Input, shape.Output);
        _positions = TileChoice.Of(chunk, Math.Min(WinogradPacking.Pair, _output.Blocks), WidestVector.Registers).Positions;
        _stride = (((chunk - 1) / _positions) + 1) * _positions;
        _padding = shape.PaddingOffset;
        _border = (shape.Geometry.PaddingHeight, shape.Geometry.PaddingWidth);
        _edge = new BlockedBorder(_output);
    }

    public required BlockedImages Input { get; init; }

    public required BlockedImages Residual { get; init; }

    public required BlockedImages Output { get; init; }

    public required float* Filters { get; init; }

    public required float* Bias { get; init; }

    public required float Low { get; init; }

    public required float High { get; init; }

    /// <summary>How many tiles there are in all.</summary>
    public int Tiles => _tiles.Count;

    /// <summary>Blocks of channels.</summary>
    public int InputBlocks => _input.Blocks;

    /// <summary>Blocks of filters.</summary>
    public int OutputBlocks => _output.Blocks;

    /// <summary>Floats of transformed tiles and their products, and of one tile.</summary>
    public nuint Length => (nuint)(WinogradPoints.Products * (PointInputs + PointOutputs)) + OneTile;

    private nint PointInputs => (nint)_input.Blocks * _stride * _input.Lanes;

    private nint PointOutputs => (nint)_output.Blocks * _stride * _output.Lanes;

    /// <summary>Floats of one tile as it was or will be, and of what lies between the two directions.</summary>
    public nuint OneTile => (nuint)(WinogradPoints.Products * _input.Lanes) + TileTransform.HalfLength;

    /// <summary>Transforms a block of channels of some tiles.</summary>
    public void Into<TS, TV>(float* memory, float* one, int first, int count, int block)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int lanes = TS.Count;
        float* half = one + (WinogradPoints.Products * lanes);
        float* target = memory + ((nint)block * _stride * lanes);
        for (int i = 0; i < count; i++, target += lanes)
        {
            (int image, int row, int column) = _tiles.At(first + i);
            float* x = Input.Row(image, block, row) + ((nint)column * lanes) - _padding;
            nint line = Input.RowStride;
            int rows = Math.Min(WinogradPoints.Count, _input.Height + (2 * _border.Height) - row);
            int columns = Math.Min(WinogradPoints.Count, _input.Width + (2 * _border.Width) - column);
            if (rows < WinogradPoints.Count || columns < WinogradPoints.Count)
            {
                x = WithZeros(x, line, rows, columns * lanes, one, WinogradPoints.Count * lanes);
                line = WinogradPoints.Count * lanes;
            }

            TileTransform.Run<InputTransform, TS, TV>(
                new(x, line, lanes), lanes, half, new(target, WinogradPoints.Count * PointInputs, PointInputs));
        }
    }

    /// <summary>The products of one point: transformed tiles times transformed filters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply<TS, TV>(float* memory, int count, int point)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        float* x = memory + (point * PointInputs);
        float* y = memory + (WinogradPoints.Products * PointInputs) + (point * PointOutputs);
        float* zeros = stackalloc float[WinogradPacking.Pair * TS.Count];
        new Span<float>(zeros, WinogradPacking.Pair * TS.Count).Clear();
        nint* offsets = stackalloc nint[ChainBlocks + 1];
        for (int block = 0; block <= ChainBlocks; block++)
        {
            offsets[block] = (nint)block * _stride * TS.Count;
        }

        nint outputs = (nint)_stride * TS.Count;
        var work = new TileWork
        {
            Offsets = offsets,
            WholeSteps = TS.Count,
            StepStride = 1,
            PositionStride = TS.Count,
            OutputBlock = outputs,
            ResidualBlock = outputs,
            Low = float.NegativeInfinity,
            High = float.PositiveInfinity,
        };
        for (int first = 0; first < _output.Blocks; first += WinogradPacking.Pair)
        {
            int width = Math.Min(WinogradPacking.Pair, _output.Blocks - first);
            nint filters = (nint)width * TS.Count * _input.Channels;
            float* weight = Filters + ((nint)first * TS.Count * _input.Channels * WinogradPoints.Products) + (point * filters);
            delegate*<in TileWork, in TilePlace, void> run = TileTable.Of<TS, TV>(_positions, width);
            for (int block = 0; block < _input.Blocks; block += ChainBlocks)
            {
                int channels = Math.Min(ChainBlocks * TS.Count, _input.Channels - (block * TS.Count));
                work.WholeChunks = channels / TS.Count;
                work.LastSteps = channels % TS.Count;
                work.End = offsets + work.WholeChunks + (work.LastSteps > 0 ? 1 : 0);
                for (int position = 0; position < count; position += _positions)
                {
                    float* output = y + (first * outputs) + ((nint)position * TS.Count);
                    run(work, new TilePlace
                    {
                        Input = x + ((((nint)block * _stride) + position) * TS.Count),
                        Weight = weight + ((nint)block * TS.Count * width * TS.Count),
                        Bias = zeros,
                        Residual = block == 0 ? null : output,
                        Output = output,
                    });
                }
            }
        }
    }

    /// <summary>Transforms a block of filters' results of some tiles back, and finishes them.</summary>
    public void OutOf<TS, TV>(float* memory, float* one, int first, int count, int block)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int lanes = TS.Count;
        float* half = one + (WinogradPoints.Products * lanes);
        float* source = memory + (WinogradPoints.Products * PointInputs) + ((nint)block * _stride * lanes);
        TV bias = TS.Load(Bias + (block * lanes)), low = TS.Broadcast(Low), high = TS.Broadcast(High);
        const int Tile = WinogradPoints.Tile;
        for (int i = 0; i < count; i++, source += lanes)
        {
            (int image, int row, int column) = _tiles.At(first + i);
            TileTransform.Run<OutputTransform, TS, TV>(
                new(source, WinogradPoints.Count * PointOutputs, PointOutputs), lanes, half, new(one, Tile * lanes, lanes));
            int rows = Math.Min(Tile, _output.Height - row), columns = Math.Min(Tile, _output.Width - column);
            for (int r = 0; r < rows; r++)
            {
                float* y = Output.Row(image, block, row + r) + ((nint)column * lanes);
                float* added = Residual.IsEmpty ? null : Residual.Row(image, block, row + r) + ((nint)column * lanes);
                for (int c = 0; c < columns; c++)
                {
                    TV sum = TS.Add(TS.Load(one + (((r * Tile) + c) * lanes)), bias);
                    sum = added == null ? sum : TS.Add(sum, TS.Load(added + (c * lanes)));
                    TS.Store(TS.Min(high, TS.Max(low, sum)), y + (c * lanes));
                }
            }

            // The first tile of a row of tiles writes the border beside it.
            if (_output.IsBordered && column == 0)
            {
                _edge.Clear(Output.Row(image, block, row), row, rows);
            }
        }
    }

    /// <summary>A tile that reaches beyond the image and its padding: the rest is zeros.</summary>
    private static float* WithZeros(float* x, nint line, int rows, int length, float* one, int whole)
    {
        for (int row = 0; row < WinogradPoints.Count; row++)
        {
            var target = new Span<float>(one + (row * whole), whole);
            if (row >= rows)
            {
                target.Clear();
                continue;
            }

            new ReadOnlySpan<float>(x + (row * line), length).CopyTo(target);
            target[length..].Clear();
        }

        return one;
    }
}
