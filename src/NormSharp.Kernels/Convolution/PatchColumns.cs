using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution;

/// <summary>
/// How the weight's gradient sees a patch: as a row of vectors. One image's group is staged padded and channel-last, where the taps of
/// one filter row lie together (its columns and channels, or the channels alone if columns are dilated), so that a run of them is
/// a few vectors that need no copy of their own for each output. Where such a run would fill less than half a vector, whole patches are
/// staged instead.
/// </summary>
internal readonly unsafe struct PatchColumns
{
    private readonly ConvolutionGeometry _g;
    private readonly int _lanes;
    private readonly int _run;
    private readonly int _runsPerRow;
    private readonly int _runStride;
    private readonly int _runVectors;
    private readonly bool _wholePatches;

    public PatchColumns(in ConvolutionGeometry g, int lanes)
    {
        _g = g;
        _lanes = lanes;
        int channels = g.InChannelsPerGroup;
        bool together = g.DilationWidth == 1 || g.KernelWidth == 1;
        _run = together ? g.KernelWidth * channels : channels;
        _runsPerRow = together ? 1 : g.KernelWidth;
        _wholePatches = 2 * _run <= lanes;
        if (_wholePatches)
        {
            _run = g.KernelHeight * g.KernelWidth * channels;
            _runsPerRow = 1;
        }

        _runVectors = (_run + lanes - 1) / lanes;
        _runStride = _runVectors * lanes;
        Runs = _wholePatches ? 1 : g.KernelHeight * _runsPerRow;
        Vectors = Runs * _runVectors;
    }

    /// <summary>Runs of neighbouring taps in a patch.</summary>
    public int Runs { get; }

    /// <summary>Vectors that cover a patch.</summary>
    public int Vectors { get; }

    /// <summary>Floats of a filter's row of sums: whole vectors.</summary>
    public int Width => Vectors * _lanes;

    /// <summary>Floats of the two tables: where each output position's patch begins, where each vector of a patch lies in it.</summary>
    public nuint TableLength => RoundUp(2 * (nuint)((_g.OutHeight * _g.OutWidth) + Vectors));

    /// <summary>Floats of one staged image, with room for vectors that reach beyond the end.</summary>
    public nuint StagedLength => RoundUp(
        (_wholePatches ? (nuint)_g.OutHeight * (nuint)_g.OutWidth * (nuint)_runStride : (nuint)PaddedHeight * (nuint)PaddedWidth * (nuint)_g.InChannelsPerGroup)
        + (2 * (nuint)_lanes));

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
                *table++ = _wholePatches
                    ? (((nint)row * _g.OutWidth) + column) * _runStride
                    : (((nint)row * _g.StrideHeight * PaddedWidth) + (column * _g.StrideWidth)) * channels;
            }
        }

        for (int run = 0; run < Runs; run++)
        {
            int tapRow = run / _runsPerRow;
            int tapColumn = run % _runsPerRow;
            nint start = _wholePatches ? 0 : (((nint)tapRow * _g.DilationHeight * PaddedWidth) + (tapColumn * _g.DilationWidth)) * channels;
            for (int vector = 0; vector < _runVectors; vector++)
            {
                *table++ = start + (vector * _lanes);
            }
        }
    }

    /// <summary>Which number of a row of sums belongs to a term of a filter in the order [channel, tap row, tap column].</summary>
    public int ColumnOf(int term)
    {
        int tapColumn = term % _g.KernelWidth;
        int tapRow = term / _g.KernelWidth % _g.KernelHeight;
        int channel = term / _g.KernelWidth / _g.KernelHeight;
        if (_wholePatches)
        {
            return (((tapRow * _g.KernelWidth) + tapColumn) * _g.InChannelsPerGroup) + channel;
        }

        return _runsPerRow == 1
            ? (tapRow * _runStride) + (tapColumn * _g.InChannelsPerGroup) + channel
            : (((tapRow * _g.KernelWidth) + tapColumn) * _runStride) + channel;
    }

    /// <summary>Stages one image's group.</summary>
    public void Stage(float* source, float* staged)
    {
        if (_wholePatches)
        {
            StagePatches(source, staged);
        }
        else
        {
            StageImage(source, staged);
        }
    }

    private static nuint RoundUp(nuint length) => (length + 15) / 16 * 16;

    /// <summary>The padded image, channel last.</summary>
    private void StageImage(float* source, float* staged)
    {
        int channels = _g.InChannelsPerGroup;
        int firstColumn = Math.Min(_g.PaddingWidth, PaddedWidth);
        int endColumn = Math.Clamp(_g.PaddingWidth + _g.Width, firstColumn, PaddedWidth);
        nint plane = (nint)_g.Height * _g.Width;
        for (int row = 0; row < PaddedHeight; row++)
        {
            float* target = staged + ((nint)row * PaddedWidth * channels);
            int inputRow = row - _g.PaddingHeight;
            if ((uint)inputRow >= (uint)_g.Height)
            {
                new Span<float>(target, PaddedWidth * channels).Clear();
                continue;
            }

            new Span<float>(target, firstColumn * channels).Clear();
            new Span<float>(target + ((nint)endColumn * channels), (PaddedWidth - endColumn) * channels).Clear();
            float* line = source + ((nint)inputRow * _g.Width) + firstColumn - _g.PaddingWidth;
            Transpose.Matrix(line, plane, channels, endColumn - firstColumn, target + ((nint)firstColumn * channels), channels);
        }
    }

    /// <summary>Every patch as a row of [tap row, tap column, channel], then zeros up to whole vectors.</summary>
    private void StagePatches(float* source, float* staged)
    {
        for (int row = 0; row < _g.OutHeight; row++)
        {
            for (int column = 0; column < _g.OutWidth; column++)
            {
                float* target = staged;
                for (int t = 0; t < _g.KernelHeight; t++)
                {
                    int inputRow = (row * _g.StrideHeight) + (t * _g.DilationHeight) - _g.PaddingHeight;
                    for (int u = 0; u < _g.KernelWidth; u++)
                    {
                        int inputColumn = (column * _g.StrideWidth) + (u * _g.DilationWidth) - _g.PaddingWidth;
                        bool inside = (uint)inputRow < (uint)_g.Height && (uint)inputColumn < (uint)_g.Width;
                        for (int c = 0; c < _g.InChannelsPerGroup; c++)
                        {
                            *target++ = inside ? source[(((nint)c * _g.Height) + inputRow) * _g.Width + inputColumn] : 0;
                        }
                    }
                }

                for (; target < staged + _runStride; target++)
                {
                    *target = 0;
                }

                staged += _runStride;
            }
        }
    }
}
