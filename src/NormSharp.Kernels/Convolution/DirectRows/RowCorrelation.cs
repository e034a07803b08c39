using System.Runtime.CompilerServices;
using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Convolution.DirectImages;
using NormSharp.Kernels.Gemm;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.DirectRows;

/// <summary>
/// A correlation of unpadded images whose rows of outputs are whole vectors, for vectors narrower than 512 bits: every term is a vector of
/// an image where it lies, all filters take two vectors of positions at a time, and outputs are written once, where they belong. Nothing is
/// copied.
/// </summary>
internal static unsafe class RowCorrelation
{
    /// <summary>Floats of scratch memory that <see cref="Run"/> needs.</summary>
    public static nuint ScratchLength(in Correlation c) => new Body(c, null).SharedLength;

    /// <summary>
    /// Runs a correlation that <see cref="DirectRowsForward"/> accepts; the caller holds the team and the scratch memory.
    /// </summary>
    public static void Run(ThreadTeam team, in Correlation c, float* scratch)
    {
        var body = new Body(c, scratch);
        body.FillTables();
        team.ForSimd(body.Tasks, body);
    }

    private readonly struct Body : ISimdBody
    {
        private readonly Correlation _c;
        private readonly UnitTasks _tasks;
        private readonly float* _scratch;

        public Body(in Correlation c, float* scratch)
        {
            _c = c;
            _scratch = scratch;
            _tasks = new UnitTasks(c.Images, (long)c.Filters * c.Terms * c.OutputPlane);
        }

        public int Tasks => _tasks.Count * _c.Groups;

        /// <summary>Floats of what all workers share: where terms lie, then where vectors of positions do.</summary>
        public nuint SharedLength
            => (2 * (nuint)(_c.Terms + (_c.OutputPlane / SimdWidth.Count)))
                + (IsSix ? (nuint)_c.Groups * (nuint)_c.Filters * (nuint)(_c.Terms + 1) : 0);

        /// <summary>Whether all filters are one block of six, with weights and biases of its own: [group, term, filter].</summary>
        private bool IsSix => _c.Filters == ImageShape.ManyFilters;

        private nint* Offsets => (nint*)_scratch;

        private nint* Vectors => Offsets + _c.Terms;

        private float* Bias => (float*)(Vectors + (_c.OutputPlane / SimdWidth.Count));

        private float* Weight => Bias + (_c.Groups * _c.Filters);

        public void FillTables()
        {
            ImagePlaces.FillLines(_c, _c.Columns.Source, _c.SourcePlane, Offsets);
            ImagePlaces.FillParts(_c, _c.Columns.Source, SimdWidth.Count, Vectors);
            for (int filter = 0; IsSix && filter < _c.Groups * _c.Filters; filter++)
            {
                Bias[filter] = _c.Bias == null ? 0 : _c.Bias[filter];
                (int group, int own) = Math.DivRem(filter, _c.Filters);
                float* target = Weight + ((nint)group * _c.Terms * _c.Filters) + own;
                for (int term = 0; term < _c.Terms; term++)
                {
                    target[term * _c.Filters] = _c.Weight[((nint)filter * _c.Terms) + term];
                }
            }
        }

        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            int group = index % _c.Groups;
            int task = index / _c.Groups;
            int end = _tasks.End(task);
            for (int image = _tasks.First(task); image < end; image++)
            {
                Image<TS, TV>(group, _c.SourceOf(image, group), _c.OutputOf(image, group));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Image<TS, TV>(int group, float* image, float* output)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            if (IsSix)
            {
                float* weight = Weight + ((nint)group * _c.Terms * _c.Filters);
                RowTile.SixByPairs<TS, TV>(image, Vectors, Offsets, _c.Terms, weight, Bias + (group * _c.Filters), output, _c.OutputPlane);
            }
            else
            {
                Pairs<TS, TV>(group, image, output);
            }

            _c.Finish<TS, TV>(output, _c.OutputPlane);
        }

        /// <summary>Any number of filters.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Pairs<TS, TV>(int group, float* image, float* output)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            nint plane = _c.OutputPlane;
            float* bias = _c.Bias == null ? null : _c.Bias + (group * _c.Filters);
            var rows = new StridedRows(_c.Weight + ((nint)group * _c.Filters * _c.Terms), _c.Terms, 1);
            nint* vectors = Vectors;
            for (nint position = 0; position < plane; position += 2 * TS.Count, vectors += 2)
            {
                var tile = new Tile(output + position, plane, TS.Count, 2 * TS.Count, accumulate: false, bias);
                RowTiling.Run<TS, TV>(
                    _c.Filters, _c.Terms, rows, new VectorPair(image + vectors[0], vectors[1] - vectors[0]), Offsets, tile);
            }
        }
    }
}
