using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.InnerProducts;

/// <summary>
/// The inner products of dy's rows with the rows of the patch matrix over one chunk of images, for one group. Lanes are kept apart until
/// the chunk is done, so that chains of additions stay short.
/// </summary>
internal readonly unsafe struct InnerProductsBody : ISimdBody
{
    private readonly Correlation _forward;
    private readonly Staging _staging;
    private readonly float* _dy;
    private readonly int _terms;
    private readonly int _chunks;
    private readonly nint* _lines;
    private readonly float* _partials;
    private readonly float* _workspace;

    public InnerProductsBody(in Correlation forward, float* dy, int terms, int chunks)
    {
        _forward = forward;
        _staging = new Staging(forward, forward.Rows.Output);
        _dy = dy;
        _terms = terms;
        _chunks = chunks;
    }

    private InnerProductsBody(in InnerProductsBody other, nint* lines, float* partials, float* workspace)
    {
        this = other;
        _lines = lines;
        _partials = partials;
        _workspace = workspace;
    }

    /// <summary>Floats of the table of patch rows.</summary>
    public nuint TableLength => RoundUp(2 * (nuint)(LineTiles * DotKernel.Lines));

    /// <summary>Floats of a worker: a staged image and the lanes of all sums.</summary>
    public nuint WorkerLength => StagedLength + LanesLength;

    private nuint StagedLength => RoundUp(_staging.Length + (2 * (nuint)SimdWidth.Count));

    private nuint LanesLength => (nuint)RowTiles * (nuint)LineTiles * (nuint)TileLength;

    private int RowTiles => (_forward.Filters + DotKernel.Rows - 1) / DotKernel.Rows;

    private int LineTiles => (_terms + DotKernel.Lines - 1) / DotKernel.Lines;

    private static int TileLength => DotKernel.Rows * DotKernel.Lines * SimdWidth.Count;

    /// <summary>The same with its memory; fills the table of patch rows.</summary>
    public InnerProductsBody WithScratch(float* table, float* partials, float* workspace)
    {
        nint* lines = (nint*)table;
        _staging.FillOffsets(lines);
        for (int line = _terms; line < LineTiles * DotKernel.Lines; line++)
        {
            // A tile at the edge takes the last patch row again; those sums go nowhere.
            lines[line] = lines[_terms - 1];
        }

        return new InnerProductsBody(this, lines, partials, workspace);
    }

    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int chunk = index / _forward.Groups;
        int group = index % _forward.Groups;
        float* staged = _workspace + ((nuint)worker * WorkerLength);
        float* lanes = staged + StagedLength;
        NativeMemory.Clear(lanes, LanesLength * sizeof(float));
        int end = (int)((chunk + 1L) * _forward.Images / _chunks);
        for (int image = (int)((long)chunk * _forward.Images / _chunks); image < end; image++)
        {
            _staging.Fill<TS, TV>(_forward.SourceOf(image, group), _forward.SourceEnd, 0, _forward.Rows.Output, staged);
            AddImage<TS, TV>(image, group, staged, lanes);
        }

        for (int filter = 0; filter < _forward.Filters; filter++)
        {
            float* sums = _partials + (((((nint)chunk * _forward.Groups) + group) * _forward.Filters) + filter) * _terms;
            for (int term = 0; term < _terms; term++)
            {
                nint tile = ((nint)(filter / DotKernel.Rows) * LineTiles) + (term / DotKernel.Lines);
                int within = (filter % DotKernel.Rows * DotKernel.Lines) + (term % DotKernel.Lines);
                sums[term] = TS.Sum(TS.Load(lanes + (tile * TileLength) + (within * TS.Count)));
            }
        }
    }

    private static nuint RoundUp(nuint length) => (length + 15) / 16 * 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddImage<TS, TV>(int image, int group, float* staged, float* lanes)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int positions = _forward.OutputPlane;
        int block = WorkingSets.ChainedPositions(SimdWidth.Count);
        float* dy = _dy + ((((nint)image * _forward.Groups) + group) * _forward.Filters * positions);
        for (int position = 0; position < positions; position += block)
        {
            int length = Math.Min(block, positions - position);
            float* sums = lanes;
            for (int filter = 0; filter < _forward.Filters; filter += DotKernel.Rows)
            {
                // A tile at the edge takes the last row again; those sums go nowhere.
                int last = _forward.Filters - 1;
                float* row0 = dy + ((nint)filter * positions) + position;
                float* row1 = dy + ((nint)Math.Min(filter + 1, last) * positions) + position;
                float* row2 = dy + ((nint)Math.Min(filter + 2, last) * positions) + position;
                for (int tile = 0; tile < LineTiles; tile++)
                {
                    DotKernel.Add<TS, TV>(row0, row1, row2, staged + position, _lines + (tile * DotKernel.Lines), length, sums);
                    sums += TileLength;
                }
            }
        }
    }
}
