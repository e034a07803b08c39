using System.Runtime.CompilerServices;
using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.DirectImages;

/// <summary>
/// A correlation of few channels with few filters: an image is staged, so that every term's patch row is contiguous over all rows of
/// outputs (or read in place, where halves of vectors lie in rows), and a block of filters takes it by four vectors of positions. Outputs
/// are written once, where they belong.
/// </summary>
/// <remarks>Blocks of filters or positions that would reach beyond the last end with it, and compute some outputs twice, alike.</remarks>
internal static unsafe class ImageCorrelation
{
    /// <summary>Floats of scratch memory that <see cref="Run"/> needs.</summary>
    public static nuint ScratchLength(in Correlation c, int threads)
    {
        var body = new Body(c);
        return body.SharedLength + ((nuint)threads * body.WorkerLength);
    }

    /// <summary>
    /// Runs a correlation that <see cref="DirectImagesForward"/> accepts; the caller holds the team and the scratch memory.
    /// </summary>
    public static void Run(ThreadTeam team, in Correlation c, float* scratch)
    {
        Body body = new Body(c).WithScratch(scratch);
        team.ForSimd(body.Tasks, body);
    }

    private static nuint RoundUp(nuint length) => (length + 15) / 16 * 16;

    private readonly struct Body : ISimdBody
    {
        private readonly Correlation _c;
        private readonly Staging _staging;
        private readonly int _block;
        private readonly int _blocks;
        private readonly UnitTasks _tasks;
        private readonly bool _inPlace;
        private readonly float* _scratch;

        public Body(in Correlation c)
        {
            _c = c;
            _staging = new Staging(c, c.Rows.Output);
            _block = ImageShape.BlockOf(c.Filters);
            _inPlace = _block == ImageShape.ManyFilters && ImageShape.HalvesLieInRows(c, SimdWidth.Count) && ImageShape.IsUnpadded(c);
            _blocks = (c.Filters + _block - 1) / _block;
            _tasks = new UnitTasks(c.Images, (long)c.Filters * c.Terms * c.OutputPlane);
        }

        private Body(in Body other, float* scratch)
        {
            this = other;
            _scratch = scratch;
        }

        public int Tasks => _tasks.Count * _c.Groups;

        /// <summary>Floats of what all workers share: weights block by block, biases, where the patch rows lie.</summary>
        public nuint SharedLength => WeightLength + BiasLength + RoundUp(2 * (nuint)(_c.Terms + Halves));

        /// <summary>
        /// Floats of one worker: a staged image, and how far vectors reach beyond it; none where images are read in place.
        /// </summary>
        public nuint WorkerLength => _inPlace ? 0 : RoundUp(_staging.Length + (ImageShape.Vectors * (nuint)SimdWidth.Count));

        private int Halves => _inPlace ? 2 * _c.OutputPlane / SimdWidth.Count : 0;

        private nuint WeightLength => RoundUp((nuint)_c.Groups * (nuint)_blocks * (nuint)_block * (nuint)_c.Terms);

        private nuint BiasLength => RoundUp((nuint)_c.Groups * (nuint)_blocks * (nuint)_block);

        private float* Bias => _scratch + WeightLength;

        private nint* Offsets => (nint*)(_scratch + WeightLength + BiasLength);

        private nint* HalfStarts => Offsets + _c.Terms;

        /// <summary>The same with its memory; fills what is shared.</summary>
        public Body WithScratch(float* scratch)
        {
            var body = new Body(this, scratch);
            if (_inPlace)
            {
                ImagePlaces.FillLines(_c, _c.Columns.Source, _c.SourcePlane, body.Offsets);
                ImagePlaces.FillHalves(_c, _c.Columns.Source, body.HalfStarts);
            }
            else
            {
                body._staging.FillOffsets(body.Offsets);
            }

            float* weight = scratch;
            float* bias = body.Bias;
            for (int block = 0; block < _c.Groups * _blocks; block++)
            {
                int filter = (block / _blocks * _c.Filters) + FirstFilter(block % _blocks);
                for (int i = 0; i < _block; i++)
                {
                    *bias++ = _c.Bias == null ? 0 : _c.Bias[filter + i];
                    float* row = _c.Weight + ((nint)(filter + i) * _c.Terms);
                    for (int term = 0; term < _c.Terms; term++)
                    {
                        weight[(term * _block) + i] = row[term];
                    }
                }

                weight += _block * _c.Terms;
            }

            return body;
        }

        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            int group = index % _c.Groups;
            int task = index / _c.Groups;
            int end = _tasks.End(task);
            float* staged = _scratch + SharedLength + ((nuint)worker * WorkerLength);
            for (int image = _tasks.First(task); image < end; image++)
            {
                if (!_inPlace)
                {
                    ImageStaging.Fill<TS, TV>(_staging, _c, image, group, staged);
                }

                Image<TS, TV>(group, _inPlace ? _c.SourceOf(image, group) : staged, _c.OutputOf(image, group));
            }
        }

        private int FirstFilter(int block) => Math.Min(block * _block, _c.Filters - _block);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Image<TS, TV>(int group, float* lines, float* output)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            int tile = ImageShape.Vectors * TS.Count;
            nint plane = _c.OutputPlane;
            float* weight = _scratch + ((nint)group * _blocks * _block * _c.Terms);
            float* bias = Bias + (group * _blocks * _block);
            for (int block = 0; block < _blocks; block++)
            {
                float* target = output + (FirstFilter(block) * plane);
                for (int position = 0; position < _c.OutputPlane; position += tile)
                {
                    int begin = Math.Min(position, _c.OutputPlane - tile);
                    if (_inPlace)
                    {
                        nint* halves = HalfStarts + (begin / (TS.Count / 2));
                        ImageTile.SixByEightHalves<TS, TV>(lines, halves, Offsets, _c.Terms, weight, bias, target + begin, plane);
                    }
                    else if (_block == ImageShape.ManyFilters)
                    {
                        ImageTile.SixByFour<TS, TV>(lines + begin, Offsets, _c.Terms, weight, bias, target + begin, plane);
                    }
                    else
                    {
                        ImageTile.FourByFour<TS, TV>(lines + begin, Offsets, _c.Terms, weight, bias, target + begin, plane);
                    }
                }

                weight += _block * _c.Terms;
                bias += _block;
            }

            _c.Finish<TS, TV>(output, _c.OutputPlane);
        }
    }
}
