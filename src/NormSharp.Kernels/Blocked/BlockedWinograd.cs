using NormSharp.Kernels.Blocked.Tiles;
using NormSharp.Kernels.Convolution.Winograd;
using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Blocked;

/// <summary>
/// A convolution of 3×3 taps at stride 1 on blocked images by F(4×4, 3×3) (Lavin and Gray 2016): tiles of 6×6 inputs are transformed, a
/// vector of channels at a time; for each of 36 points a product with the transformed filters; tiles of 4×4 outputs are transformed back.
/// A quarter of the multiplications of the direct sum.
/// </summary>
internal sealed unsafe class BlockedWinograd : BlockedKernel
{
    /// <summary>Tiles of a chunk at least: those of the widest register blocks.</summary>
    private const int LeastTiles = 14;

    /// <summary>Chunks a thread, so that one that is held up does not hold up all.</summary>
    private const int ChunksPerThread = 3;

    /// <summary>Bytes of filters that a core reads from beyond its second-level cache in a cycle.</summary>
    private const double BytesPerCycle = 16;

    /// <summary>Channels times filters at most: transformed, they are 36 numbers each.</summary>
    private const long MostFilters = 1 << 24;

    private readonly BlockedConvolutionShape _shape;
    private readonly PinnedFloats _filters;
    private readonly PinnedFloats _bias;
    private readonly float _low;
    private readonly float _high;

    /// <summary>Transforms the filters.</summary>
    /// <param name="shape">What is convolved with what; <see cref="Suits"/>.</param>
    /// <param name="weight">[O, C, 3, 3].</param>
    /// <param name="bias">[O], or empty for none.</param>
    /// <param name="activation">What is applied to the results: nothing, or a clamp.</param>
    /// <exception cref="ArgumentException">A span has another length, or the shape or the activation does not suit.</exception>
    public BlockedWinograd(BlockedConvolutionShape shape, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Activation activation)
        : base("convolution, Winograd", shape.Input, shape.Output)
    {
        Guard.Length(weight.Length, shape.Geometry.WeightLength, nameof(weight));
        Guard.Length(bias.Length, bias.IsEmpty ? 0 : shape.Geometry.OutChannels, nameof(bias));
        if (!Suits(shape, activation))
        {
            throw new ArgumentException($"F(4×4, 3×3) does not compute {shape.Geometry} with {activation}.", nameof(shape));
        }

        _shape = shape;
        (_low, _high, _) = BlockedConvolution.Clamp(activation);
        int lanes = Output.Lanes;
        _bias = new PinnedFloats(Output.Blocks * lanes);
        bias.CopyTo(_bias.Span);
        _filters = WinogradPacking.Pack(weight, Input.Channels, Output);
    }

    /// <inheritdoc/>
    public override int SecondLength => _shape.Residual?.Length ?? 0;

    /// <inheritdoc/>
    public override long Products => (long)Output.Channels * Output.Height * Output.Width * _shape.Terms;

    /// <inheritdoc/>
    public override long Constants => _filters.Length + _bias.Length;

    /// <summary>Whether it computes a convolution.</summary>
    public static bool Suits(BlockedConvolutionShape shape, Activation activation)
    {
        ConvolutionGeometry g = shape.Geometry;
        return g is { KernelHeight: 3, KernelWidth: 3, StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1, Groups: 1 }
            && shape.Input.Lanes > 1 && (long)shape.Input.Channels * shape.Output.Blocks * shape.Output.Lanes <= MostFilters
            && BlockedConvolution.Clamp(activation).Clamps;
    }

    /// <summary>
    /// Whether it is faster than the direct sum: fewer products, but four times the filters to read, and tiles that reach beyond the edge.
    /// </summary>
    /// <param name="shape">What is convolved with what.</param>
    /// <param name="images">How many images.</param>
    public static bool Pays(BlockedConvolutionShape shape, int images)
    {
        var tiles = new WinogradTiles(images, shape.Output.Height, shape.Output.Width);
        double filters = (double)shape.Input.Channels * shape.Output.Channels;
        double vectors = filters / shape.Output.Lanes;
        double positions = (double)images * shape.Output.Height * shape.Output.Width;
        double direct = Math.Max(positions * 9 * vectors / 2, filters * 9 * sizeof(float) / BytesPerCycle);
        double transforms = tiles.Count * 100.0 * (shape.Input.Blocks + shape.Output.Blocks);
        double products = tiles.Count * WinogradPoints.Products * vectors / 2;
        double reading = filters * WinogradPoints.Products * sizeof(float) / BytesPerCycle;
        return tiles.Count >= 4 && transforms + products + reading < 0.8 * direct;
    }

    /// <inheritdoc/>
    protected override void Compute(ThreadTeam team, int images, BlockedPointers operands)
    {
        var tiles = new WinogradTiles(images, Output.Height, Output.Width);
        long level2 = MachineDescription.Current.Caches.Level2 / sizeof(float);
        int perTile = WinogradPoints.Products * ((Input.Blocks * Input.Lanes) + (Output.Blocks * Output.Lanes));
        bool together = _filters.Length > level2 / 2;
        long room = (together ? team.Threads : 1) * level2 / 2 / perTile;
        int wanted = together ? tiles.Count : ((tiles.Count - 1) / (team.Threads * ChunksPerThread)) + 1;
        int chunk = (int)Math.Clamp(Math.Min(room, wanted), Math.Min(LeastTiles, tiles.Count), tiles.Count);
        int chunks = ((tiles.Count - 1) / chunk) + 1;
        chunk = ((tiles.Count - 1) / chunks) + 1;
        var work = new WinogradWork(_shape, tiles, chunk)
        {
            Input = new BlockedImages(operands.Input, Input),
            Residual = _shape.Residual is { } layout ? new BlockedImages(operands.Second, layout) : default,
            Output = new BlockedImages(operands.Output, Output),
            Filters = _filters.Start,
            Bias = _bias.Start,
            Low = _low,
            High = _high,
        };
        using ThreadTeam.Lease lease = team.Reserve();
        if (!together)
        {
            float* each = team.SharedScratch((nuint)team.Threads * work.Length);
            team.ForSimd(((tiles.Count - 1) / chunk) + 1, new WinogradChunk(work, each, chunk));
            return;
        }

        float* memory = team.SharedScratch(work.Length + ((nuint)team.Threads * work.OneTile));
        for (int first = 0; first < tiles.Count; first += chunk)
        {
            var part = new WinogradPart(work, memory, first, Math.Min(chunk, tiles.Count - first));
            team.ForSimd(Input.Blocks, new WinogradPart.Into(part));
            team.ForSimd(WinogradPoints.Products, new WinogradPart.Multiply(part));
            team.ForSimd(Output.Blocks, new WinogradPart.OutOf(part));
        }
    }
}
