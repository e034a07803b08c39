using System.Runtime.CompilerServices;
using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Gemm;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>The work of <see cref="WinogradCorrelation"/> on a few rows of tiles.</summary>
internal readonly unsafe struct WinogradBody : ISimdBody
{
    /// <summary>
    /// Channels of one chain of multiply-adds: most of the error is that of long chains, which the last transform magnifies.
    /// </summary>
    private const int ChannelBlock = 64;

    private readonly WinogradShape _shape;
    private readonly int _unitsPerTask;
    private readonly float* _source;
    private readonly float* _bias;
    private readonly float* _output;
    private readonly float* _scratch;
    private readonly float* _residual;
    private readonly Activation _activation;

    public WinogradBody(in WinogradShape shape, int unitsPerTask, in WinogradOperands operands)
    {
        _shape = shape;
        _unitsPerTask = unitsPerTask;
        _source = operands.Source;
        _bias = operands.Bias;
        _output = operands.Output;
        _residual = operands.Residual;
        _activation = operands.Activation;
    }

    private WinogradBody(in WinogradBody other, float* scratch)
    {
        this = other;
        _scratch = scratch;
    }

    /// <summary>How many indices the loop has.</summary>
    public int Tasks => (_shape.Units + _unitsPerTask - 1) / _unitsPerTask;

    /// <summary>Floats of what all workers share: the transformed filters, and where their rows begin.</summary>
    public nuint SharedLength => RoundUp(WinogradFilters.Length(_shape)) + OffsetsLength;

    /// <summary>Floats of one worker: transformed tiles, their products, a row of tiles as it was or will be.</summary>
    public nuint WorkerLength => (nuint)(WinogradPoints.Products * (InputStride + ProductStride)) + ImageLength + TileTransform.HalfLength;

    /// <summary>Where the transformed filters go.</summary>
    public float* Filters => _scratch;

    // A pointer-sized offset takes two floats.
    private nuint OffsetsLength => RoundUp(2 * (nuint)_shape.Channels);

    private nint* Offsets => (nint*)(_scratch + RoundUp(WinogradFilters.Length(_shape)));

    /// <summary>Tiles of a task.</summary>
    private nint Tiles => (nint)_unitsPerTask * _shape.TileColumns;

    // The extra cache line keeps the 36 products' addresses from competing for the same cache lines.
    private nint InputStride => (Tiles * _shape.ChannelStride) + 16;

    private nint ProductStride => (Tiles * _shape.FilterStride) + 16;

    private nuint ImageLength
    {
        get
        {
            nuint columns = (nuint)_shape.InputWindow(0).Columns;
            return RoundUp(
                columns * (nuint)Math.Max(WinogradPoints.Count * _shape.ChannelStride, WinogradPoints.Tile * _shape.FilterStride));
        }
    }

    /// <summary>The same with its memory; fills the table of offsets.</summary>
    public WinogradBody WithScratch(float* scratch)
    {
        var body = new WinogradBody(this, scratch);
        for (int channel = 0; channel < _shape.Channels; channel++)
        {
            body.Offsets[channel] = (nint)channel * _shape.FilterStride;
        }

        return body;
    }

    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        float* inputs = _scratch + SharedLength + ((nuint)worker * WorkerLength);
        float* products = inputs + (WinogradPoints.Products * InputStride);
        float* image = products + (WinogradPoints.Products * ProductStride);
        int first = index * _unitsPerTask;
        int units = Math.Min(_unitsPerTask, _shape.Units - first);
        for (int unit = 0; unit < units; unit++)
        {
            nint tile = (nint)unit * _shape.TileColumns;
            TransformInput<TS, TV>(first + unit, image, inputs + (tile * _shape.ChannelStride));
        }

        Multiply<TS, TV>(units * _shape.TileColumns, inputs, products);
        for (int unit = 0; unit < units; unit++)
        {
            nint tile = (nint)unit * _shape.TileColumns;
            TransformOutput<TS, TV>(first + unit, products + (tile * _shape.FilterStride), image);
        }
    }

    private static nuint RoundUp(nuint length) => (length + 15) / 16 * 16;

    /// <summary>One row of tiles: image to points.</summary>
    private void TransformInput<TS, TV>(int unit, float* image, float* inputs)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        var row = new TileRow(_source, _shape.Channels, _shape.SourceHeight, _shape.SourceWidth, _shape.ChannelStride);
        Window window = _shape.InputWindow(unit % _shape.TileRows);
        row.ToPoints<InputTransform, TS, TV>(
            unit / _shape.TileRows, window, _shape.TileColumns, image, image + ImageLength, inputs, InputStride);
    }

    /// <summary>products[point, tile, filter] = Σ over channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply<TS, TV>(int tiles, float* inputs, float* products)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        for (int product = 0; product < WinogradPoints.Products; product++)
        {
            for (int channel = 0; channel < _shape.Channels; channel += ChannelBlock)
            {
                MultiplyBlock<TS, TV>(product, channel, tiles, inputs, products);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MultiplyBlock<TS, TV>(int product, int channel, int tiles, float* inputs, float* products)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        var rows = new StridedRows(inputs + (product * InputStride) + channel, _shape.ChannelStride, 1);
        float* filters = Filters + (product * WinogradFilters.ProductStride(_shape)) + ((nint)channel * _shape.FilterStride);
        int steps = Math.Min(ChannelBlock, _shape.Channels - channel);
        float* sums = products + (product * ProductStride);
        for (int filter = 0; filter < _shape.FilterStride; filter += 2 * TS.Count)
        {
            bool pair = filter + TS.Count < _shape.FilterStride;
            var tile = new Tile(sums + filter, _shape.FilterStride, pair ? TS.Count : 0, 2 * TS.Count, accumulate: channel > 0);
            if (pair)
            {
                RowTiling.Run<TS, TV>(tiles, steps, rows, new VectorPair(filters + filter, TS.Count), Offsets, tile);
            }
            else
            {
                RowTiling.RunNarrow<TS, TV>(tiles, steps, rows, filters + filter, Offsets, tile);
            }
        }
    }

    /// <summary>One row of tiles: points to image.</summary>
    private void TransformOutput<TS, TV>(int unit, float* products, float* image)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        Window window = _shape.OutputWindow(unit % _shape.TileRows);
        nint stride = _shape.FilterStride;
        for (int tile = 0; tile < _shape.TileColumns; tile++)
        {
            var from = new TileTransform.Strided(products + (tile * stride), WinogradPoints.Count * ProductStride, ProductStride);
            var to = new TileTransform.Strided(image + (tile * WinogradPoints.Tile * stride), window.Columns * stride, stride);
            TileTransform.Run<OutputTransform, TS, TV>(from, _shape.FilterStride, image + ImageLength, to);
        }

        nint plane = (nint)_shape.Height * _shape.Width;
        float* output = _output + ((nint)(unit / _shape.TileRows) * _shape.Filters * plane);
        int rows = Math.Min(window.Rows, _shape.Height - window.FirstRow);
        for (int row = 0; row < rows; row++)
        {
            float* line = image + (row * window.Columns * stride);
            if (_bias != null)
            {
                AddBias<TS, TV>(line);
            }

            Transpose.Matrix(line, stride, _shape.Width, _shape.Filters, output + ((nint)(window.FirstRow + row) * _shape.Width), plane);
        }

        if (_residual != null || _activation.Kind != ActivationKind.Identity)
        {
            float* first = output + ((nint)window.FirstRow * _shape.Width);
            var finish = new FinishRows<TS, TV>(
                first, _residual == null ? null : _residual + (first - _output), _shape.Filters, rows * _shape.Width, plane);
            _activation.Dispatch(ref finish);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddBias<TS, TV>(float* line)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        for (int filter = 0; filter < _shape.Filters; filter += TS.Count)
        {
            TV bias = TS.LoadPartial(_bias + filter, Math.Min(TS.Count, _shape.Filters - filter));
            float* position = line + filter;
            for (int column = 0; column < _shape.Width; column++)
            {
                TS.Store(TS.Add(TS.Load(position), bias), position);
                position += _shape.FilterStride;
            }
        }
    }
}
