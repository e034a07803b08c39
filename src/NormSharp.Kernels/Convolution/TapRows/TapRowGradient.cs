using System.Runtime.CompilerServices;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.TapRows;

/// <summary>
/// The gradient with respect to the input at stride 1, with the channels and columns of a row of taps along the vectors. Every output gives its gradient to a patch of the input, and
/// the patches of neighbours overlap: they are laid over each other in registers, so that no product is with padding and dy is read where it lies.
/// </summary>
internal static unsafe class TapRowGradient
{
    /// <summary>dx of a convolution that <see cref="TapRowShape.Fits"/>.</summary>
    public static void Run(ThreadTeam team, in ConvolutionGeometry g, float* dy, float* weight, float* dx)
    {
        using ThreadTeam.Lease lease = team.Reserve();
        var body = new Body(g, dy, dx);
        float* scratch = team.SharedScratch(body.WeightLength + ((nuint)team.Threads * body.WorkerLength));
        body = body.WithScratch(scratch);
        Order(g, weight, scratch);
        team.For(body.Tasks, body);
    }

    /// <summary>ordered[group, tap row, filter, (tap column, channel)] = weight[(group, filter), channel, tap row, tap column], with zeros up to whole vectors.</summary>
    private static void Order(in ConvolutionGeometry g, float* weight, float* ordered)
    {
        int channels = g.InChannelsPerGroup;
        int filters = g.OutChannelsPerGroup;
        new Span<float>(ordered, g.OutChannels * g.KernelHeight * TapRowShape.Width).Clear();
        for (int filter = 0; filter < g.OutChannels; filter++)
        {
            (int group, int within) = Math.DivRem(filter, filters);
            for (int channel = 0; channel < channels; channel++)
            {
                for (int row = 0; row < g.KernelHeight; row++)
                {
                    float* target = ordered + ((((((nint)group * g.KernelHeight) + row) * filters) + within) * TapRowShape.Width) + channel;
                    for (int column = 0; column < g.KernelWidth; column++)
                    {
                        target[column * channels] = *weight++;
                    }
                }
            }
        }
    }

    private readonly struct Body : IParallelBody
    {
        private readonly ConvolutionGeometry _g;
        private readonly float* _dy;
        private readonly float* _dx;
        private readonly float* _scratch;
        private readonly UnitTasks _tasks;

        public Body(in ConvolutionGeometry g, float* dy, float* dx)
        {
            _g = g;
            _dy = dy;
            _dx = dx;
            long work = (long)g.OutChannelsPerGroup * g.KernelHeight * TapRowShape.Width * g.OutHeight * g.OutWidth;
            _tasks = new UnitTasks(g.Batch * g.Groups, work);
        }

        private Body(in Body other, float* scratch)
        {
            this = other;
            _scratch = scratch;
        }

        public int Tasks => _tasks.Count;

        /// <summary>Floats of what all workers share: the weights in order.</summary>
        public nuint WeightLength => (nuint)_g.OutChannels * (nuint)_g.KernelHeight * TapRowShape.Width;

        /// <summary>Floats of one worker: an image's group of dx, channel last, and how far vectors reach behind it.</summary>
        public nuint WorkerLength => (nuint)(((_g.Height * _g.Width * _g.InChannelsPerGroup) + TapRowShape.Width + 15) / 16 * 16);

        public Body WithScratch(float* scratch) => new(this, scratch);

        public void Execute(int index, int worker)
        {
            float* joined = _scratch + WeightLength + ((nuint)worker * WorkerLength);
            nint plane = (nint)_g.Height * _g.Width;
            int end = _tasks.End(index);
            for (int unit = _tasks.First(index); unit < end; unit++)
            {
                float* target = _dx + (unit * _g.InChannelsPerGroup * plane);
                Cache.Prefetch(target, _g.InChannelsPerGroup * plane);
                Image(unit, joined);
                if (_g.InChannelsPerGroup == SixPlanes.Count)
                {
                    SixPlanes.Separate(joined, (int)plane, target, plane);
                }
                else
                {
                    Transpose.Matrix(joined, _g.InChannelsPerGroup, (int)plane, _g.InChannelsPerGroup, target, plane);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Image(int unit, float* joined)
        {
            int filters = _g.OutChannelsPerGroup;
            nint plane = (nint)_g.OutHeight * _g.OutWidth;
            float* dy = _dy + (unit * filters * plane);
            float* weight = _scratch + ((nint)(unit % _g.Groups) * _g.KernelHeight * filters * TapRowShape.Width);
            for (int row = 0; row < _g.Height; row++)
            {
                // Tap row t meets output row `row + padding − t`.
                int reach = row + _g.PaddingHeight;
                int first = Math.Max(0, reach - _g.OutHeight + 1);
                int last = Math.Min(_g.KernelHeight - 1, reach);
                var terms = new TapRowTerms(
                    dy + ((nint)(reach - first) * _g.OutWidth),
                    _g.OutWidth,
                    plane,
                    _g.OutWidth,
                    last - first + 1,
                    filters,
                    _g.InChannelsPerGroup,
                    _g.InChannelsPerGroup * _g.KernelWidth,
                    weight + ((nint)first * filters * TapRowShape.Width));
                TapRowKernel.Row(terms, joined + ((nint)row * _g.Width * _g.InChannelsPerGroup));
            }
        }
    }
}
