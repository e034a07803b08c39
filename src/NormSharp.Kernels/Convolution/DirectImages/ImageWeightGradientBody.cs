using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.DirectImages;

/// <summary>The work of <see cref="DirectImagesWeightGradient"/> on one group of a chunk of the batch.</summary>
internal readonly unsafe struct ImageWeightGradientBody : ISimdBody
{
    private const int FewestChunks = 8;
    private const int MostChunks = 32;

    /// <summary>Vectors of products that a chunk adds up in each lane, about.</summary>
    private const int Chain = 128;

    private readonly Correlation _c;
    private readonly float* _dy;
    private readonly int _block;
    private readonly int _lines;
    private readonly bool _sumsBias;
    private readonly float* _scratch;

    public ImageWeightGradientBody(in Correlation forward, float* dy, bool sumsBias)
    {
        _sumsBias = sumsBias;
        _c = forward;
        _dy = dy;
        _block = ImageShape.BlockOf(forward.Filters);
        _lines = ImageDots.Sums / _block;
        Chunks = (int)Math.Min(
            _c.Images, Math.Clamp((long)_c.Images * _c.OutputPlane / (Chain * SimdWidth.Count), FewestChunks, MostChunks));
    }

    private ImageWeightGradientBody(in ImageWeightGradientBody other, float* scratch)
    {
        this = other;
        _scratch = scratch;
    }

    private static bool HasManyRegisters => ImageShape.HasManyRegisters(SimdWidth.Count);

    /// <summary>How many sums of the whole weight there are to merge.</summary>
    public int Chunks { get; }

    /// <summary>How many indices the loop has.</summary>
    public int Tasks => Chunks * _c.Groups;

    /// <summary>Floats of what all workers share: where patch rows and vectors lie, and the chunks' sums.</summary>
    public nuint SharedLength => TableLength + PartialsLength + RoundUp(2 * (nint)Chunks * _c.Groups * _c.Filters);

    /// <summary>Floats of one worker: the lanes of all sums, and padded images.</summary>
    public nuint WorkerLength => SumsLength + (IsPadded ? RoundUp(Together * InputStride) : 0);

    /// <summary>sums[chunk, filter, term].</summary>
    public float* Partials => _scratch + TableLength;

    /// <summary>Sums of dy, [chunk, filter].</summary>
    public double* BiasPartials => (double*)(_scratch + TableLength + PartialsLength);

    private nuint PartialsLength => RoundUp((nint)Chunks * _c.Groups * _c.Filters * _c.Terms);

    private int FilterBlocks => (_c.Filters + _block - 1) / _block;

    /// <summary>
    /// Whether the last block has a single patch row, beside which dy's own sums stand as if a further one were all ones.
    /// </summary>
    private bool SumsRide => _block == ImageShape.ManyFilters && _c.Terms % _lines == 1;

    private int LineBlocks => (_c.Terms + _lines - 1) / _lines;

    private bool IsPadded => !ImageShape.IsUnpadded(_c);

    private int PaddedHeight => ImageShape.Extent(_c.Rows);

    private int PaddedWidth => ImageShape.Extent(_c.Columns);

    /// <summary>Floats from one image's inputs to the next's, where the kernels read them.</summary>
    private nint InputStride => IsPadded ? (nint)_c.Channels * PaddedHeight * PaddedWidth : (nint)_c.Groups * _c.Channels * _c.SourcePlane;

    /// <summary>Floats from one image's gradients to the next's.</summary>
    private nint GradientStride => (nint)_c.Groups * _c.Filters * _c.OutputPlane;

    /// <summary>Images whose products are added up in registers.</summary>
    private int Together => (int)Math.Clamp(
        WorkingSets.ChainedImages(SimdWidth.Count) / (((long)_c.Channels * PaddedHeight * PaddedWidth) + ((long)_block * _c.OutputPlane)),
        1,
        (_c.Images + Chunks - 1) / Chunks);

    /// <summary>Floats of what has a place of its own: half a vector or all of it.</summary>
    private static int Part => HasManyRegisters ? SimdWidth.Count / 2 : SimdWidth.Count;

    private int Parts => _c.OutputPlane / Part;

    // A pointer-sized offset takes two floats.
    private nuint TableLength => RoundUp(2 * ((nint)(LineBlocks * _lines) + Parts));

    /// <summary>Sums are folded in groups of as many as a vector has lanes.</summary>
    private nuint SumsLength => RoundUp((((nint)FilterBlocks * LineBlocks * ImageDots.Sums) + SimdWidth.Count) * SimdWidth.Count);

    private nint* Lines => (nint*)_scratch;

    private nint* Places => Lines + (LineBlocks * _lines);

    /// <summary>The same with its memory; fills the tables.</summary>
    public ImageWeightGradientBody WithScratch(float* scratch)
    {
        var body = new ImageWeightGradientBody(this, scratch);
        ImagePlaces.FillLines(_c, PaddedWidth, (nint)PaddedHeight * PaddedWidth, body.Lines);
        ImagePlaces.FillParts(_c, PaddedWidth, Part, body.Places);

        // A block at the edge takes the last patch row again; those sums go nowhere.
        new Span<nint>(body.Lines + _c.Terms, (LineBlocks * _lines) - _c.Terms).Fill(body.Lines[_c.Terms - 1]);
        return body;
    }

    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int chunk = index / _c.Groups;
        int group = index % _c.Groups;
        float* sums = _scratch + SharedLength + ((nuint)worker * WorkerLength);
        float* padded = sums + SumsLength;

        // What images leave out stays zero.
        NativeMemory.Clear(sums, WorkerLength * sizeof(float));
        double* bias = BiasPartials + ((nint)index * _c.Filters);
        new Span<double>(bias, _c.Filters).Clear();
        int end = (int)((chunk + 1L) * _c.Images / Chunks);
        int count;
        for (int image = (int)((long)chunk * _c.Images / Chunks); image < end; image += count)
        {
            count = Math.Min(Together, end - image);
            float* inputs = IsPadded ? padded : _c.SourceOf(image, group);
            for (int i = 0; IsPadded && i < count; i++)
            {
                Pad(_c.SourceOf(image + i, group), padded + (i * InputStride));
            }

            float* gradients = _dy + (image * GradientStride) + ((nint)group * _c.Filters * _c.OutputPlane);
            AddImages<TS, TV>(count, inputs, gradients, _c.SourceOf(image + count, group), sums);
            for (int i = 0; _sumsBias && !SumsRide && i < count * _c.Filters; i++)
            {
                (int next, int filter) = Math.DivRem(i, _c.Filters);
                bias[filter] += BiasSums.SumPlane<TS, TV>(
                    gradients + (next * GradientStride) + ((nint)filter * _c.OutputPlane), _c.OutputPlane);
            }
        }

        AddLanes<TS, TV>(sums, Partials + ((((nint)chunk * _c.Groups) + group) * _c.Filters * _c.Terms), bias);
    }

    private static nuint RoundUp(nint length) => (nuint)((length + 15) / 16 * 16);

    private int FirstFilter(int block) => Math.Min(block * _block, _c.Filters - _block);

    private void Pad(float* source, float* target)
    {
        int width = _c.Columns.Source;
        for (int channel = 0; channel < _c.Channels; channel++)
        {
            for (int row = 0; row < _c.Rows.Source; row++)
            {
                nint place = ((((nint)channel * PaddedHeight) + row - _c.Rows.First) * PaddedWidth) - _c.Columns.First;
                new ReadOnlySpan<float>(source, width).CopyTo(new Span<float>(target + place, width));
                source += width;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddImages<TS, TV>(int count, float* inputs, float* gradients, float* nextInputs, float* sums)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        nint plane = _c.OutputPlane;
        var extent = new ImageExtent(count, plane, GradientStride, InputStride, Places);
        int lines = LineBlocks * _lines;

        // What comes next is prefetched beside the products: gradients, then inputs.
        float* ahead = gradients + (count * GradientStride);
        float* end = ahead + ((nint)count * _c.Filters * plane);
        bool isPrefetched = false;
        for (int block = 0; block < FilterBlocks; block++)
        {
            float* dy = gradients + (FirstFilter(block) * plane);
            for (int line = 0; line < lines; line += _lines)
            {
                if (!HasManyRegisters && line == _c.Terms - 1)
                {
                    ImageDots.SixByOne<TS, TV, WholePlaces>(extent, dy, inputs, Lines[line], ahead, sums, _lines);
                }
                else if (!HasManyRegisters)
                {
                    ImageDots.SixByTwo<TS, TV>(extent, dy, inputs, Lines + line, ahead, sums);
                }
                else if (_block == ImageShape.ManyFilters && line == _c.Terms - 1)
                {
                    ImageDots.SixByOne<TS, TV, HalfPlaces>(extent, dy, inputs, Lines[line], ahead, sums, _lines);
                }
                else if (_block == ImageShape.ManyFilters)
                {
                    ImageDots.SixByFour<TS, TV>(extent, dy, inputs, Lines + line, ahead, sums);
                }
                else
                {
                    ImageDots.FourBySix<TS, TV>(extent, dy, inputs, Lines + line, ahead, sums);
                }

                sums += ImageDots.Sums * TS.Count;
                ahead += count * plane * Cache.LineLength / TS.Count;
                if (ahead == end || isPrefetched)
                {
                    // Many short blocks follow with 12 sums, of which one prefetches all that comes next; the others find it there.
                    ahead = nextInputs;
                    isPrefetched = !HasManyRegisters;
                }
            }
        }
    }

    /// <summary>
    /// Adds the lanes of every sum up, and puts the sums into the order of the weight, and of the bias where they ride along.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddLanes<TS, TV>(float* sums, float* target, double* bias)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        LaneSums.Fold<TS, TV>(sums, FilterBlocks * LineBlocks * ImageDots.Sums);
        for (int block = 0; block < FilterBlocks; block++)
        {
            for (int i = 0; i < _block; i++)
            {
                float* row = target + ((FirstFilter(block) + i) * (nint)_c.Terms);
                float* source = sums + (block * (nint)LineBlocks * ImageDots.Sums) + (i * _lines);
                for (int term = 0; term < _c.Terms; term++)
                {
                    row[term] = source[(term / _lines * ImageDots.Sums) + (term % _lines)];
                }

                if (_sumsBias && SumsRide)
                {
                    bias[FirstFilter(block) + i] = source[(_c.Terms / _lines * ImageDots.Sums) + 1];
                }
            }
        }
    }
}
