using NormSharp.Kernels.Blocked.Tiles;
using NormSharp.Kernels.Machine;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Blocked;

/// <summary>The sizes and layouts of a blocked convolution, judged when it is made.</summary>
internal sealed unsafe class BlockedConvolutionShape
{
    /// <summary>Judges.</summary>
    /// <param name="geometry">Sizes; of the batch nothing is taken.</param>
    /// <param name="input">In vectors of channels, or with one lane. Its border holds the padding.</param>
    /// <param name="output">In vectors of channels.</param>
    /// <param name="residual">What is added; null for nothing.</param>
    /// <exception cref="ArgumentException">A layout is not that of the geometry, the border is narrower than the padding, or channels of a
    /// group are no whole blocks.</exception>
    public BlockedConvolutionShape(in ConvolutionGeometry geometry, BlockedLayout input, BlockedLayout output, BlockedLayout? residual)
    {
        (Geometry, Input, Output, Residual) = (geometry, input, output, residual);
        bool lies = input.Channels == geometry.InChannels && input.Height == geometry.Height && input.Width == geometry.Width
            && output.Channels == geometry.OutChannels && output.Height == geometry.OutHeight && output.Width == geometry.OutWidth
            && (residual is null || residual.Value.WithBorder(output.Border) == output);
        bool vectors = (input.Lanes == 1 || input.Lanes == WidestVector.Lanes) && output.Lanes == WidestVector.Lanes;
        bool padded = input.Border.Height >= geometry.PaddingHeight && input.Border.Width >= geometry.PaddingWidth;
        if (!lies || !vectors || !padded || !FallsIntoBlocks(geometry, input.Lanes))
        {
            throw new ArgumentException($"The layouts {input} and {output} are not those of the convolution {geometry}.", nameof(input));
        }

        int taps = geometry.KernelHeight * geometry.KernelWidth;
        Terms = geometry.InChannelsPerGroup * taps;
        bool flat = taps == 1 && geometry.StrideHeight == 1 && geometry.StrideWidth == 1 && !input.IsBordered && !output.IsBordered
            && residual is not { IsBordered: true };
        (TileRows, TileWidth) = flat ? (1, geometry.OutHeight * geometry.OutWidth) : (geometry.OutHeight, geometry.OutWidth);
    }

    public ConvolutionGeometry Geometry { get; }

    public BlockedLayout Input { get; }

    public BlockedLayout Output { get; }

    public BlockedLayout? Residual { get; }

    /// <summary>Products of a sum.</summary>
    public int Terms { get; }

    /// <summary>Rows that tiles go along: one that is the whole image where every position sees only itself.</summary>
    public int TileRows { get; }

    /// <summary>Positions of such a row.</summary>
    public int TileWidth { get; }

    /// <summary>Floats from a window's place in the input to its first tap.</summary>
    public nint PaddingOffset => ((nint)Geometry.PaddingHeight * Input.RowStride) + (Geometry.PaddingWidth * Input.Lanes);

    /// <summary>Whether channels of a group are whole blocks.</summary>
    public static bool FallsIntoBlocks(in ConvolutionGeometry geometry, int lanes)
        => geometry.Groups == 1
            || (lanes > 1 && geometry.InChannelsPerGroup % lanes == 0 && geometry.OutChannelsPerGroup % WidestVector.Lanes == 0);

    /// <summary>What tiles share, but for addresses and clamp.</summary>
    public TileWork Work()
    {
        int columns = Geometry.StrideWidth * Input.Lanes;
        int taps = Geometry.KernelHeight * Geometry.KernelWidth;
        int perGroup = Geometry.InChannelsPerGroup;
        bool planar = Input.Lanes == 1;
        return new TileWork
        {
            WholeChunks = planar ? perGroup * Geometry.KernelHeight : perGroup / Input.Lanes * taps,
            WholeSteps = planar ? Geometry.KernelWidth : Input.Lanes,
            LastSteps = planar ? 0 : perGroup % Input.Lanes,
            StepStride = planar ? Geometry.DilationWidth : 1,
            PositionStride = columns,
            OutputBlock = Output.BlockStride,
            ResidualBlock = Residual?.BlockStride ?? 0,
        };
    }

    /// <summary>Where chunks begin, and a zero: those of a window's row with one lane, of a tap's channels otherwise.</summary>
    public nint[] Offsets()
    {
        var offsets = new List<nint>();
        int blocks = ((Geometry.InChannelsPerGroup - 1) / Input.Lanes) + 1;
        for (int block = 0; block < blocks; block++)
        {
            for (int i = 0; i < Geometry.KernelHeight; i++)
            {
                nint row = ((nint)block * Input.BlockStride) + ((nint)i * Geometry.DilationHeight * Input.RowStride);
                for (int j = 0; j < (Input.Lanes == 1 ? 1 : Geometry.KernelWidth); j++)
                {
                    offsets.Add(row + ((nint)j * Geometry.DilationWidth * Input.Lanes));
                }
            }
        }

        // Tiles prefetch where the chunk after the last would begin.
        offsets.Add(0);
        return [.. offsets];
    }

    /// <summary>Brings the weights of a group of filters into the order of the steps: [step, filter].</summary>
    public void Pack(in FilterGroup group, ReadOnlySpan<float> weight, Span<float> packed)
    {
        int lanes = Output.Lanes;
        int filters = group.Blocks * lanes;
        int taps = Geometry.KernelHeight * Geometry.KernelWidth;
        int perGroup = Geometry.InChannelsPerGroup;
        for (int filter = 0; filter < filters && (group.Block * lanes) + filter < Geometry.OutChannels; filter++)
        {
            ReadOnlySpan<float> source = weight.Slice(((group.Block * lanes) + filter) * Terms, Terms);
            int step = filter;
            for (int first = 0; first < perGroup; first += Input.Lanes)
            {
                int channels = Math.Min(Input.Lanes, perGroup - first);
                for (int tap = 0; tap < taps; tap++)
                {
                    for (int channel = first; channel < first + channels; channel++, step += filters)
                    {
                        packed[step] = source[(channel * taps) + tap];
                    }
                }
            }
        }
    }
}
