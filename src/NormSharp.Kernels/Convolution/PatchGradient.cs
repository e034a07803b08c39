using System.Runtime.CompilerServices;
using NormSharp.Kernels.Gemm;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution;

/// <summary>
/// The gradient with respect to the input at stride 1, for filters that are large beside their output: the gradient of every patch
/// (weightᵀ · dy of one image), then each input gathers from the patches that held it. No product is spent on padding.
/// </summary>
internal static unsafe class PatchGradient
{
    private const long TaskWork = 1 << 20;

    public static void Run(ThreadTeam team, in ConvolutionGeometry g, float* dy, float* weight, float* dx)
    {
        using ThreadTeam.Lease lease = team.Reserve();
        var body = new Body(g, dy, weight, dx, team);
        team.ForSimd(body.Tasks, body);
    }

    private readonly struct Body : ISimdBody
    {
        private readonly ConvolutionGeometry _g;
        private readonly float* _dy;
        private readonly float* _weight;
        private readonly float* _dx;
        private readonly nint* _offsets;
        private readonly float* _masks;
        private readonly float* _workspace;
        private readonly nint _workerLength;
        private readonly int _terms;
        private readonly int _positions;
        private readonly int _margin;
        private readonly int _units;
        private readonly int _unitsPerTask;
        private readonly int _segments;

        public Body(in ConvolutionGeometry g, float* dy, float* weight, float* dx, ThreadTeam team)
        {
            _g = g;
            _dy = dy;
            _weight = weight;
            _dx = dx;
            int lanes = SimdWidth.Count;
            _terms = g.InChannelsPerGroup * g.KernelHeight * g.KernelWidth;
            _positions = g.OutHeight * g.OutWidth;
            _segments = (g.Width + lanes - 1) / lanes;

            // A shifted line of a patch starts before its row by at most the filter's reach, and ends behind it by as much.
            _margin = RoundUp(Math.Max(g.PaddingWidth, g.DilationWidth * (g.KernelWidth - 1)) + (2 * lanes) + g.Width);
            _units = g.Batch * g.Groups;
            long work = (long)_terms * g.OutChannelsPerGroup * _positions;
            _unitsPerTask = (int)Math.Clamp(TaskWork / work, 1, Math.Max(1, _units / 16));

            int offsets = RoundUp(2 * g.OutChannelsPerGroup);
            int masks = RoundUp(g.KernelWidth * _segments * lanes);
            _workerLength = (2 * _margin) + RoundUp(_terms * _positions) + RoundUp((g.OutChannelsPerGroup * _positions) + (2 * lanes));
            float* scratch = team.SharedScratch((nuint)(offsets + masks + (team.Threads * _workerLength)));
            _offsets = (nint*)scratch;
            _masks = scratch + offsets;
            _workspace = _masks + masks;
            for (int o = 0; o < g.OutChannelsPerGroup; o++)
            {
                _offsets[o] = (nint)o * _positions;
            }

            FillMasks(lanes);
        }

        public int Tasks => (_units + _unitsPerTask - 1) / _unitsPerTask;

        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            float* patches = _workspace + (worker * _workerLength) + _margin;
            int end = Math.Min((index + 1) * _unitsPerTask, _units);
            for (int unit = index * _unitsPerTask; unit < end; unit++)
            {
                Multiply<TS, TV>(unit, patches);
                float* dx = _dx + ((nint)unit * _g.InChannelsPerGroup * _g.Height * _g.Width);
                for (int c = 0; c < _g.InChannelsPerGroup; c++)
                {
                    float* channel = patches + ((nint)c * _g.KernelHeight * _g.KernelWidth * _positions);
                    for (int row = 0; row < _g.Height; row++)
                    {
                        Gather<TS, TV>(channel, row, dx);
                        dx += _g.Width;
                    }
                }
            }
        }

        private static int RoundUp(int length) => (length + 15) / 16 * 16;

        /// <summary>Which lanes of each segment of an input row met an output, for each tap column.</summary>
        private void FillMasks(int lanes)
        {
            for (int u = 0; u < _g.KernelWidth; u++)
            {
                for (int column = 0; column < _segments * lanes; column++)
                {
                    int output = column + _g.PaddingWidth - (u * _g.DilationWidth);
                    bool met = output >= 0 && output < _g.OutWidth;
                    _masks[(u * _segments * lanes) + column] = met ? BitConverter.Int32BitsToSingle(-1) : 0;
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Multiply<TS, TV>(int unit, float* patches)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            int filters = _g.OutChannelsPerGroup;
            float* dy = _dy + ((nint)unit * filters * _positions);
            if (_positions % (2 * TS.Count) != 0)
            {
                // The last vectors would read behind dy's end.
                float* copy = patches + RoundUp(_terms * _positions) + _margin;
                new ReadOnlySpan<float>(dy, filters * _positions).CopyTo(new Span<float>(copy, filters * _positions));
                dy = copy;
            }

            var rows = new StridedRows(_weight + ((nint)(unit % _g.Groups) * filters * _terms), 1, _terms);
            for (int position = 0; position < _positions; position += 2 * TS.Count)
            {
                var tile = new Tile(patches + position, _positions, TS.Count, _positions - position, accumulate: false);
                RowTiling.Run<TS, TV>(_terms, filters, rows, new VectorPair(dy + position, TS.Count), _offsets, tile);
            }
        }

        /// <summary>One row of dx: the sum of the patches' rows that held it, each shifted to its place.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Gather<TS, TV>(float* channel, int row, float* dx)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            int lines = _segments * TS.Count;
            for (int column = 0; column < _g.Width; column += TS.Count)
            {
                TV sum = TS.Zero;
                for (int t = 0; t < _g.KernelHeight; t++)
                {
                    int output = row + _g.PaddingHeight - (t * _g.DilationHeight);
                    if ((uint)output >= (uint)_g.OutHeight)
                    {
                        continue;
                    }

                    float* line = channel + ((nint)t * _g.KernelWidth * _positions) + (output * _g.OutWidth) + column + _g.PaddingWidth;
                    float* mask = _masks + column;
                    for (int u = 0; u < _g.KernelWidth; u++)
                    {
                        sum = TS.Add(sum, TS.And(TS.Load(mask), TS.Load(line)));
                        line += _positions - _g.DilationWidth;
                        mask += lines;
                    }
                }

                TS.StorePartial(sum, dx + column, Math.Min(TS.Count, _g.Width - column));
            }
        }
    }
}
