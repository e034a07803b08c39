using System.Runtime.CompilerServices;
using NormSharp.Kernels.Blocked.Tiles;
using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Blocked;

/// <summary>
/// A convolution of a network in use, on blocked images, with weights that were packed when it was made: a vector holds the outputs of as
/// many filters at one position, and a tile of positions and filters stays in registers over the whole sum (as in Georganas et al. 2018,
/// "Anatomy of high-performance deep learning convolutions on SIMD architectures").
/// </summary>
internal sealed unsafe class BlockedConvolution : BlockedKernel
{
    private readonly FilterGroup[] _groups;
    private readonly PinnedFloats _weight;
    private readonly PinnedFloats _bias;
    private readonly nint[] _offsets;
    private readonly TileWork _work;
    private readonly BlockedConvolutionShape _shape;
    private readonly Activation _finish;

    /// <summary>Packs the weights.</summary>
    /// <param name="shape">What is convolved with what.</param>
    /// <param name="weight">[O, C / groups, KH, KW].</param>
    /// <param name="bias">[O], or empty for none.</param>
    /// <param name="activation">What is applied to the results.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public BlockedConvolution(
        BlockedConvolutionShape shape, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Activation activation)
        : base("convolution", shape.Input, shape.Output)
    {
        Guard.Length(weight.Length, shape.Geometry.WeightLength, nameof(weight));
        Guard.Length(bias.Length, bias.IsEmpty ? 0 : shape.Geometry.OutChannels, nameof(bias));
        _shape = shape;
        _offsets = shape.Offsets();
        _groups = FilterGroup.Of(shape);
        _weight = new PinnedFloats(checked(shape.Output.Blocks * shape.Output.Lanes * shape.Terms));
        _bias = new PinnedFloats(shape.Output.Blocks * shape.Output.Lanes);
        bias.CopyTo(_bias.Span);
        foreach (FilterGroup group in _groups)
        {
            shape.Pack(group, weight, _weight.Span.Slice(group.Weight, group.Blocks * shape.Output.Lanes * shape.Terms));
        }

        (float low, float high, bool clamps) = Clamp(activation);
        _finish = clamps ? Activation.Identity : activation;
        _work = shape.Work() with { Low = low, High = high };
    }

    /// <inheritdoc/>
    public override int SecondLength => _shape.Residual?.Length ?? 0;

    /// <inheritdoc/>
    public override long Products => (long)_shape.Geometry.OutChannels * Output.Height * Output.Width * _shape.Terms;

    /// <inheritdoc/>
    public override long Constants => _weight.Length + _bias.Length;

    /// <inheritdoc/>
    protected override void Compute(ThreadTeam team, int images, BlockedPointers operands)
    {
        fixed (nint* offsets = _offsets)
        fixed (FilterGroup* groups = _groups)
        {
            TileWork work = _work;
            work.Offsets = offsets;
            work.End = offsets + _offsets.Length - 1;
            BlockedTasks tasks = BlockedTasks.Of(_shape, _groups.Length, images, team.Threads, _weight.Length);
            var body = new Body(_shape, work, tasks, groups)
            {
                Input = new BlockedImages(operands.Input, _shape.Input),
                Residual = _shape.Residual is { } layout ? new BlockedImages(operands.Second, layout) : default,
                Output = new BlockedImages(operands.Output, _shape.Output),
                Weight = _weight.Start,
                Bias = _bias.Start,
                Finish = _finish,
            };
            team.ForSimd(tasks.Count, body);
        }
    }

    /// <summary>An activation as a clamp, and whether it is one.</summary>
    public static (float Low, float High, bool Clamps) Clamp(Activation activation) => activation.Kind switch
    {
        ActivationKind.Identity => (float.NegativeInfinity, float.PositiveInfinity, true),
        ActivationKind.Relu => (0, float.PositiveInfinity, true),
        ActivationKind.Clip => (activation.Lower, activation.Upper, activation.Lower <= activation.Upper),
        _ => (float.NegativeInfinity, float.PositiveInfinity, false),
    };

    private readonly struct Body(BlockedConvolutionShape shape, in TileWork work, BlockedTasks tasks, FilterGroup* groups) : ISimdBody
    {
        private readonly TileWork _work = work;
        private readonly BlockedTasks _tasks = tasks;
        private readonly FilterGroup* _groups = groups;
        private readonly BlockedBorder _border = new(shape.Output);
        private readonly bool _isBordered = shape.Output.IsBordered;
        private readonly int _lanes = shape.Output.Lanes;
        private readonly int _width = shape.TileWidth;
        private readonly int _terms = shape.Terms;
        private readonly int _step = shape.Geometry.StrideHeight;
        private readonly nint _padding = shape.PaddingOffset;

        public required BlockedImages Input { get; init; }

        public required BlockedImages Residual { get; init; }

        public required BlockedImages Output { get; init; }

        public required float* Weight { get; init; }

        public required float* Bias { get; init; }

        public required Activation Finish { get; init; }

        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            BlockedTask task = _tasks.At(index);
            for (int group = task.FirstGroup; group < task.EndGroup; group++)
            {
                int row = task.FirstRow;
                while (row < task.EndRow)
                {
                    (int image, int first) = Math.DivRem(row, _tasks.Rows);
                    int rows = Math.Min(task.EndRow - row, _tasks.Rows - first);
                    Rows<TS, TV>(_groups[group], image, first, rows);
                    row += rows;
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Rows<TS, TV>(in FilterGroup group, int image, int first, int rows)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            delegate*<in TileWork, in TilePlace, void> run = TileTable.Of<TS, TV>(group.Positions, group.Blocks);
            var place = new TilePlace { Bias = Bias + (group.Block * TS.Count), Weight = Weight + group.Weight };
            nint step = _work.PositionStride;
            for (int row = first; row < first + rows; row++)
            {
                float* x = Input.Row(image, group.InputBlock, row * _step) - _padding;
                float* y = Output.Row(image, group.Block, row);
                float* r = Residual.IsEmpty ? null : Residual.Row(image, group.Block, row);
                for (int left = _width; left > 0; left -= group.Positions)
                {
                    // The last tile may compute again what the one before has written.
                    int position = Math.Min(_width - left, _width - group.Positions);
                    place.Input = x + (position * step);
                    place.Output = y + (position * TS.Count);
                    place.Residual = r == null ? null : r + (position * TS.Count);
                    run(_work, place);
                }

                if (Finish.Kind != ActivationKind.Identity)
                {
                    var finish = new FinishRows<TS, TV>(y, null, group.Blocks, _width * TS.Count, Output.BlockStride);
                    Finish.Dispatch(ref finish);
                }
            }

            for (int block = 0; _isBordered && block < group.Blocks; block++)
            {
                _border.Clear(Output.Row(image, group.Block + block, first), first, rows);
            }
        }
    }
}
