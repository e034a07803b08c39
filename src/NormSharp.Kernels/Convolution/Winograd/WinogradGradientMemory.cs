namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>Where the steps of <see cref="WinogradWeightGradient"/> keep what they hand on.</summary>
internal readonly unsafe struct WinogradGradientMemory
{
    private readonly float* _scratch;

    public WinogradGradientMemory(in WinogradShape shape, int units)
    {
        Shape = shape;
        Tiles = (nint)units * shape.TileColumns;
    }

    private WinogradGradientMemory(in WinogradGradientMemory other, float* scratch)
    {
        this = other;
        _scratch = scratch;
    }

    public WinogradShape Shape { get; }

    /// <summary>Tiles of a pass.</summary>
    public nint Tiles { get; }

    /// <summary>Floats that all workers share.</summary>
    public nuint SharedLength => (nuint)((2 * SumsLength) + (WinogradPoints.Products * (InputStride + GradientStride))) + OffsetsLength;

    /// <summary>
    /// Floats of one worker: a row of tiles, or the sums of one point, or of one filter; what lies between two directions.
    /// </summary>
    public nuint WorkerLength => StagedLength + TileTransform.HalfLength;

    /// <summary>sums[point, filter, channel] in double.</summary>
    public double* Sums => (double*)_scratch;

    /// <summary>inputs[point, tile, channel].</summary>
    public float* Inputs => _scratch + (2 * SumsLength);

    /// <summary>gradients[point, tile, filter].</summary>
    public float* Gradients => Inputs + (WinogradPoints.Products * InputStride);

    /// <summary>Where each tile's inputs begin.</summary>
    public nint* Offsets => (nint*)(Gradients + (WinogradPoints.Products * GradientStride));

    /// <summary>
    /// Floats from one point's inputs to the next; the extra cache line keeps their addresses from competing for cache lines.
    /// </summary>
    public nint InputStride => (Tiles * Shape.ChannelStride) + 16;

    /// <summary>Floats from one point's gradients to the next.</summary>
    public nint GradientStride => (Tiles * Shape.FilterStride) + 16;

    /// <summary>Sums of one point.</summary>
    public nint PointLength => (nint)Shape.Filters * Shape.ChannelStride;

    private nint SumsLength => ((WinogradPoints.Products * PointLength) + 7) / 8 * 8;

    // A pointer-sized offset takes two floats.
    private nuint OffsetsLength => RoundUp(2 * (nuint)Tiles);

    private nuint StagedLength
    {
        get
        {
            nint column = Math.Max(WinogradPoints.Count * Shape.ChannelStride, WinogradPoints.Tile * Shape.FilterStride);
            nint window = Shape.InputWindow(0).Columns * column;
            nint filter = (nint)(WinogradPoints.Products + (WinogradPoints.Taps * WinogradPoints.Taps)) * Shape.ChannelStride;
            return RoundUp((nuint)Math.Max(window, Math.Max(filter, PointLength)));
        }
    }

    /// <summary>One worker's memory.</summary>
    public float* Staged(int worker) => _scratch + SharedLength + ((nuint)worker * WorkerLength);

    /// <summary>One worker's room between two directions of a transform.</summary>
    public float* Half(int worker) => Staged(worker) + StagedLength;

    /// <summary>The same with its memory; fills the table of offsets.</summary>
    public WinogradGradientMemory WithScratch(float* scratch)
    {
        var memory = new WinogradGradientMemory(this, scratch);
        nint* offsets = memory.Offsets;
        for (nint tile = 0; tile < Tiles; tile++)
        {
            offsets[tile] = tile * Shape.ChannelStride;
        }

        return memory;
    }

    private static nuint RoundUp(nuint length) => (length + 15) / 16 * 16;
}
