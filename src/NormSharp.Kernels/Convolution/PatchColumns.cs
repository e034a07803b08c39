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

    // Runs of taps that are neighbours in the image, and how many vectors cover what is neighbour in a staged patch.
    private readonly int _run;
    private readonly int _runs;
    private readonly int _runsPerRow;
    private readonly int _vectorsPerPart;
    private readonly bool _gathered;

    public PatchColumns(in ConvolutionGeometry g, int lanes)
    {
        _g = g;
        _lanes = lanes;
        bool together = g.DilationWidth == 1 || g.KernelWidth == 1;
        _run = together ? g.KernelWidth * g.InChannelsPerGroup : g.InChannelsPerGroup;
        _runsPerRow = together ? 1 : g.KernelWidth;
        _runs = g.KernelHeight * _runsPerRow;
        _gathered = 2 * _run <= lanes;
        _vectorsPerPart = ((_gathered ? _run * _runs : _run) + lanes - 1) / lanes;
        Vectors = _gathered ? _vectorsPerPart : _runs * _vectorsPerPart;
    }

    /// <summary>Vectors that cover a patch.</summary>
    public int Vectors { get; }

    /// <summary>Floats of a filter's row of sums: whole vectors.</summary>
    public int Width => Vectors * _lanes;

    /// <summary>Floats of the three tables: where each output's patch begins in the image and as staged, and where its vectors lie.</summary>
    public nuint TableLength => RoundUp(2 * (nuint)((2 * Positions) + Math.Max(Vectors, _runs)));

    /// <summary>Floats of one staged image, with room for vectors that reach beyond the end.</summary>
    public nuint StagedLength => ImageLength + (_gathered ? RoundUp(((nuint)Positions * (nuint)Width) + (2 * (nuint)_lanes)) : 0);

    private int Positions => _g.OutHeight * _g.OutWidth;

    private nuint ImageLength => RoundUp(((nuint)PaddedHeight * (nuint)PaddedWidth * (nuint)_g.InChannelsPerGroup) + (2 * (nuint)_lanes));

    private int PaddedHeight => ((_g.OutHeight - 1) * _g.StrideHeight) + ((_g.KernelHeight - 1) * _g.DilationHeight) + 1;

    private int PaddedWidth => ((_g.OutWidth - 1) * _g.StrideWidth) + ((_g.KernelWidth - 1) * _g.DilationWidth) + 1;

    /// <summary>Where a vector of the row of sums begins.</summary>
    public nint SumOffset(int vector) => (nint)vector * _lanes;

    /// <summary>Where the vectors of a patch lie, behind the first of them; one line of the tables.</summary>
    public nint* VectorTable(nint* tables) => tables + (2 * Positions);

    /// <summary>Where each output's staged patch begins; one line of the tables.</summary>
    public nint* PatchTable(nint* tables) => _gathered ? tables + Positions : tables;

    /// <summary>Fills the tables.</summary>
    public void FillTables(nint* tables)
    {
        nint* inImage = tables;
        nint* gathered = tables + Positions;
        for (int position = 0; position < Positions; position++)
        {
            int row = position / _g.OutWidth * _g.StrideHeight;
            int column = position % _g.OutWidth * _g.StrideWidth;
            inImage[position] = (((nint)row * PaddedWidth) + column) * _g.InChannelsPerGroup;
            gathered[position] = (nint)position * Width;
        }

        nint* vectors = VectorTable(tables);
        for (int vector = 0; vector < Vectors; vector++)
        {
            vectors[vector] = _gathered ? (nint)vector * _lanes : RunStart(vector / _vectorsPerPart) + (vector % _vectorsPerPart * _lanes);
        }
    }

    /// <summary>Which number of a row of sums belongs to a term of a filter in the order [channel, tap row, tap column].</summary>
    public int ColumnOf(int term)
    {
        int tapColumn = term % _g.KernelWidth;
        int tapRow = term / _g.KernelWidth % _g.KernelHeight;
        int channel = term / _g.KernelWidth / _g.KernelHeight;
        int run = (tapRow * _runsPerRow) + (_runsPerRow == 1 ? 0 : tapColumn);
        int within = ((_runsPerRow == 1 ? tapColumn : 0) * _g.InChannelsPerGroup) + channel;
        return (run * (_gathered ? _run : _vectorsPerPart * _lanes)) + within;
    }

    /// <summary>Stages one image's group and returns what <see cref="PatchTable"/> and <see cref="VectorTable"/> refer to.</summary>
    public float* Stage<TS, TV>(float* source, nint* tables, float* staged)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        StageImage(source, staged);
        if (!_gathered)
        {
            return staged;
        }

        float* patches = staged + ImageLength;
        Gather<TS, TV>(staged, tables, patches);
        return patches;
    }

    private nint RunStart(int run) =>
        (((nint)(run / _runsPerRow) * _g.DilationHeight * PaddedWidth) + (run % _runsPerRow * _g.DilationWidth)) * _g.InChannelsPerGroup;

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

    /// <summary>
    /// Copies the runs of every patch together, a vector for each: what a vector carries too much, the next one overwrites, and
    /// behind the last run it falls into columns that nobody reads.
    /// </summary>
    private void Gather<TS, TV>(float* image, nint* tables, float* patches)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        for (int position = 0; position < Positions; position++)
        {
            float* target = patches + ((nint)position * Width);
            float* patch = image + tables[position];
            if (_runsPerRow == 1)
            {
                nint line = (nint)_g.DilationHeight * PaddedWidth * _g.InChannelsPerGroup;
                for (int run = 0; run < _runs; run++)
                {
                    TS.Store(TS.Load(patch), target);
                    patch += line;
                    target += _run;
                }
            }
            else
            {
                for (int run = 0; run < _runs; run++)
                {
                    TS.Store(TS.Load(patch + RunStart(run)), target);
                    target += _run;
                }
            }
        }
    }
}
