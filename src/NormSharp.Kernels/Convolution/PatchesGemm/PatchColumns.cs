using System.Runtime.CompilerServices;
using NormSharp.Kernels.Convolution.Common;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.PatchesGemm;

/// <summary>
/// How the weight's gradient sees a patch: as a row of vectors. One image's group is staged padded and channel-last, where the taps of
/// one filter row lie together (its columns and channels, or the channels alone if columns are dilated), so that a run of them is
/// a few vectors that need no copy of their own for each output.
/// </summary>
internal readonly unsafe struct PatchColumns : ITermOrder
{
    private readonly ConvolutionGeometry _g;
    private readonly int _lanes;
    private readonly int _runsPerRow;
    private readonly int _vectorsPerRun;

    public PatchColumns(in ConvolutionGeometry g, int lanes)
    {
        _g = g;
        _lanes = lanes;
        bool together = g.DilationWidth == 1 || g.KernelWidth == 1;
        int run = together ? g.KernelWidth * g.InChannelsPerGroup : g.InChannelsPerGroup;
        _runsPerRow = together ? 1 : g.KernelWidth;
        _vectorsPerRun = (run + lanes - 1) / lanes;
        Vectors = g.KernelHeight * _runsPerRow * _vectorsPerRun;
        FillsVectors = 2 * run > lanes;
        Fill = g.KernelHeight * _runsPerRow * run / (double)((Vectors + 1) / 2 * 2 * lanes);
    }

    /// <summary>Vectors that cover a patch.</summary>
    public int Vectors { get; }

    /// <summary>Whether a run fills more than half a vector; if not, most of the arithmetic would be in vain.</summary>
    public bool FillsVectors { get; }

    /// <summary>The share of the lanes of all pairs of vectors that is not in vain.</summary>
    public double Fill { get; }

    /// <summary>Floats of a filter's row of sums: whole vectors.</summary>
    public int Width => Vectors * _lanes;

    /// <summary>Floats of the two tables: where each output's patch begins, and where its vectors lie.</summary>
    public nuint TableLength => RoundUp(2 * (nuint)(Positions + Vectors));

    /// <summary>Floats of one staged image, with room for vectors that reach beyond the end.</summary>
    public nuint StagedLength => RoundUp(((nuint)PaddedHeight * (nuint)PaddedWidth * (nuint)_g.InChannelsPerGroup) + (2 * (nuint)_lanes));

    private int Positions => _g.OutHeight * _g.OutWidth;

    private int PaddedHeight => ((_g.OutHeight - 1) * _g.StrideHeight) + ((_g.KernelHeight - 1) * _g.DilationHeight) + 1;

    private int PaddedWidth => ((_g.OutWidth - 1) * _g.StrideWidth) + ((_g.KernelWidth - 1) * _g.DilationWidth) + 1;

    /// <summary>Where a vector of the row of sums begins.</summary>
    public nint SumOffset(int vector) => (nint)vector * _lanes;

    /// <summary>Fills both tables: positions first, then vectors.</summary>
    public void FillTables(nint* table)
    {
        int channels = _g.InChannelsPerGroup;
        for (int row = 0; row < _g.OutHeight; row++)
        {
            for (int column = 0; column < _g.OutWidth; column++)
            {
                *table++ = (((nint)row * _g.StrideHeight * PaddedWidth) + (column * _g.StrideWidth)) * channels;
            }
        }

        for (int vector = 0; vector < Vectors; vector++)
        {
            int run = vector / _vectorsPerRun;
            nint row = (nint)(run / _runsPerRow) * _g.DilationHeight;
            nint column = (nint)(run % _runsPerRow) * _g.DilationWidth;
            *table++ = (((row * PaddedWidth) + column) * channels) + (vector % _vectorsPerRun * _lanes);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Place(int first, int count, double* sums, float* terms)
    {
        int channels = _g.InChannelsPerGroup;
        int area = _g.KernelHeight * _g.KernelWidth;
        int line = _vectorsPerRun * _lanes;
        for (int tap = 0; tap < area; tap++)
        {
            int run = _runsPerRow == 1 ? tap / _g.KernelWidth : tap;
            int within = _runsPerRow == 1 ? tap % _g.KernelWidth * channels : 0;
            int start = (run * line) + within - first;
            int end = Math.Min(channels, count - start);
            for (int channel = Math.Max(0, -start); channel < end; channel++)
            {
                terms[(channel * area) + tap] = (float)sums[start + channel];
            }
        }
    }

    /// <summary>Stages one image's group: padded, channel last.</summary>
    public void Stage(float* source, float* staged)
    {
        var window = new Window(-_g.PaddingHeight, PaddedHeight, -_g.PaddingWidth, PaddedWidth);
        ChannelLast.Copy(source, _g.InChannelsPerGroup, _g.Height, _g.Width, window, staged, _g.InChannelsPerGroup);
    }

    private static nuint RoundUp(nuint length) => (length + 15) / 16 * 16;
}
