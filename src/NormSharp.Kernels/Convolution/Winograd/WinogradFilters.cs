using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>Transforms the filters of one source channel: transformed[product, channel, filter].</summary>
/// <param name="shape">The correlation.</param>
/// <param name="operands">Where the filters are.</param>
/// <param name="transformed">Where they go.</param>
/// <param name="workspace">Room for <see cref="WorkerLength"/> floats for every worker.</param>
internal readonly unsafe struct WinogradFilters(
    WinogradShape shape, WinogradOperands operands, float* transformed, float* workspace) : ISimdBody
{
    private const int Area = WinogradPoints.Taps * WinogradPoints.Taps;

    /// <summary>
    /// Floats from one product's filters to the next's: not a power of two, whose addresses would compete for cache lines.
    /// </summary>
    public static nint ProductStride(in WinogradShape shape) => ((nint)shape.Channels * shape.FilterStride) + 16;

    /// <summary>Floats of all transformed filters.</summary>
    public static nuint Length(in WinogradShape shape) => (nuint)(WinogradPoints.Products * ProductStride(shape));

    /// <summary>Floats of one worker: the taps of a channel, and what lies between two directions.</summary>
    public static nuint WorkerLength(in WinogradShape shape) => (nuint)(Area * shape.FilterStride) + TileTransform.HalfLength;

    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        nint line = shape.FilterStride;
        float* taps = workspace + ((nuint)worker * WorkerLength(shape));
        float* filters = operands.Weight + (index * operands.ChannelStride);
        Transpose.Matrix(filters, operands.FilterStride, shape.Filters, Area, taps, line);
        TileTransform.Strided source = operands.Turned
            ? new(taps + ((Area - 1) * line), -WinogradPoints.Taps * line, -line)
            : new(taps, WinogradPoints.Taps * line, line);
        nint product = ProductStride(shape);
        var target = new TileTransform.Strided(transformed + (index * line), WinogradPoints.Count * product, product);
        TileTransform.Run<FilterTransform, TS, TV>(source, shape.FilterStride, taps + (Area * line), target);
    }
}
