using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Convolution.Passes;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.TapRows;

/// <summary>
/// The gradient with respect to the input at stride 1, with the channels and columns of a row of taps along the vectors. Every output gives
/// its gradient to a patch of the input, and the patches of neighbours overlap: they are laid over each other in registers, so that no
/// product is with padding and dy is read where it lies.
/// </summary>
/// <param name="sets">What stays in which cache.</param>
internal sealed unsafe class TapRowsInputGradient(WorkingSets sets) : InputGradientAlgorithm
{
    /// <summary>Terms of one chain of multiply-adds.</summary>
    private const int MostTerms = 512;

    public override string Name => "tap-rows";

    public override Verdict Judge(in ConvolutionGeometry g) =>
        sets.Lanes != TapRowShape.Lanes
            ? Verdict.Refuses("lays patches over each other by permutations of vectors of 512 bits")
            : g is not { StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1, PaddingWidth: 0 }
            ? Verdict.Refuses("takes strides and dilations of 1, without padded columns")
            : g.OutWidth % TapRowShape.Columns != 0
            ? Verdict.Refuses($"takes {TapRowShape.Columns} columns of outputs at a time")
            : g.InChannelsPerGroup > TapRowShape.Lanes || g.InChannelsPerGroup * g.KernelWidth > TapRowShape.Width
            ? Verdict.Refuses("columns and channels of a row of taps fit two vectors")
            : 4 * g.InChannelsPerGroup * g.KernelWidth <= 3 * TapRowShape.Width
            ? Verdict.Loses("columns and channels of a row of taps leave more than a quarter of two vectors empty")
            : g.OutChannelsPerGroup * g.KernelHeight > MostTerms
            ? Verdict.Loses($"more than {MostTerms} terms are too long a chain of additions")
            : Verdict.Wins("columns and channels of a row of taps nearly fill two vectors: no product is with padding");

    public override nuint ScratchLength(in ConvolutionGeometry g, int threads)
    {
        var body = new Body(g, null, null);
        return body.WeightLength + ((nuint)threads * body.WorkerLength);
    }

    protected override void Compute(ThreadTeam team, in ConvolutionGeometry g, in InputGradientOperands operands, float* scratch)
    {
        Body body = new Body(g, operands.OutputGradient, operands.InputGradient).WithScratch(scratch);
        Order(g, operands.Weight, scratch);
        team.For(body.Tasks, body);
    }

    /// <summary>
    /// ordered[group, tap row, filter, (tap column, channel)] = weight[(group, filter), channel, tap row, tap column], with zeros up to
    /// whole vectors.
    /// </summary>
    private static void Order(in ConvolutionGeometry g, float* weight, float* ordered)
    {
        int channels = g.InChannelsPerGroup;
        int filters = g.OutChannelsPerGroup;
        NativeMemory.Clear(ordered, (nuint)g.OutChannels * (nuint)g.KernelHeight * TapRowShape.Width * sizeof(float));
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

        /// <summary>Floats of one worker: an image's group of dx, channel last, and how far vectors reach beyond it.</summary>
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
                var terms = new TapRowTerms
                {
                    Gradient = dy + ((nint)(reach - first) * _g.OutWidth),
                    GradientRow = _g.OutWidth,
                    Plane = plane,
                    Columns = _g.OutWidth,
                    Rows = last - first + 1,
                    Filters = filters,
                    Channels = _g.InChannelsPerGroup,
                    Taps = _g.InChannelsPerGroup * _g.KernelWidth,
                    Weight = weight + ((nint)first * filters * TapRowShape.Width),
                };
                TapRowKernel.Row(terms, joined + ((nint)row * _g.Width * _g.InChannelsPerGroup));
            }
        }
    }
}
