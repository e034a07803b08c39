using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>
/// First step of <see cref="WinogradWeightGradient"/>: the points of one row of tiles, of inputs and of outputs' gradients.
/// </summary>
internal readonly unsafe struct WinogradGradientPoints(WinogradGradientMemory memory, float* x, float* dy, int firstUnit) : ISimdBody
{
    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        WinogradShape shape = memory.Shape;
        int image = (firstUnit + index) / shape.TileRows;
        int row = (firstUnit + index) % shape.TileRows;
        nint tile = (nint)index * shape.TileColumns;
        float* staged = memory.Staged(worker);
        float* half = memory.Half(worker);
        new TileRow(x, shape.Channels, shape.SourceHeight, shape.SourceWidth, shape.ChannelStride).ToPoints<InputTransform, TS, TV>(
            image,
            shape.InputWindow(row),
            shape.TileColumns,
            staged,
            half,
            memory.Inputs + (tile * shape.ChannelStride),
            memory.InputStride);
        new TileRow(dy, shape.Filters, shape.Height, shape.Width, shape.FilterStride).ToPoints<OutputGradientTransform, TS, TV>(
            image,
            shape.OutputWindow(row),
            shape.TileColumns,
            staged,
            half,
            memory.Gradients + (tile * shape.FilterStride),
            memory.GradientStride);
    }
}
