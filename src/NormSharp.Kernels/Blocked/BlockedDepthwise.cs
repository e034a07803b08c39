using System.Runtime.CompilerServices;
using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Blocked;

/// <summary>
/// A convolution of a network in use in which every channel has a filter of its own: a vector holds as many channels at one position, and
/// eight positions of a row are summed at a time.
/// </summary>
internal sealed unsafe class BlockedDepthwise : BlockedKernel
{
    private readonly ConvolutionGeometry _geometry;
    private readonly BlockedLayout? _residual;
    private readonly Activation _activation;
    private readonly PinnedFloats _weight;
    private readonly PinnedFloats _bias;

    /// <summary>Packs the weights.</summary>
    /// <param name="geometry">Sizes, with a group for each channel; of the batch nothing is taken.</param>
    /// <param name="layouts">Where input, output and what is added lie.</param>
    /// <param name="weight">[C, 1, KH, KW].</param>
    /// <param name="bias">[C], or empty for none.</param>
    /// <param name="activation">What is applied to the results.</param>
    /// <exception cref="ArgumentException">A span has another length, or the layouts are not those of the geometry.</exception>
    public BlockedDepthwise(
        in ConvolutionGeometry geometry,
        (BlockedLayout Input, BlockedLayout Output, BlockedLayout? Residual) layouts,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        Activation activation)
        : base("convolution, depthwise", layouts.Input, layouts.Output)
    {
        _residual = layouts.Residual;
        int channels = geometry.InChannels;
        if (geometry.Groups != channels || geometry.OutChannels != channels)
        {
            throw new ArgumentException(
                $"A filter for each channel has one group a channel; the convolution is {geometry}.", nameof(geometry));
        }

        Expect(Input, channels, (geometry.Height, geometry.Width), SimdWidth.Count);
        Expect(Output, channels, (geometry.OutHeight, geometry.OutWidth), SimdWidth.Count);
        Expect(_residual ?? Output, channels, (geometry.OutHeight, geometry.OutWidth), SimdWidth.Count);
        if (Input.Border.Height < geometry.PaddingHeight || Input.Border.Width < geometry.PaddingWidth)
        {
            throw new ArgumentException($"The border of {Input} does not hold the padding of {geometry}.", nameof(layouts));
        }

        Guard.Length(weight.Length, geometry.WeightLength, nameof(weight));
        Guard.Length(bias.Length, bias.IsEmpty ? 0 : channels, nameof(bias));
        (_geometry, _activation) = (geometry, activation);
        int lanes = Output.Lanes;
        int taps = geometry.KernelHeight * geometry.KernelWidth;
        _bias = new PinnedFloats(Output.Blocks * lanes);
        bias.CopyTo(_bias.Span);
        _weight = new PinnedFloats(Output.Blocks * lanes * taps);
        for (int channel = 0; channel < channels; channel++)
        {
            for (int tap = 0; tap < taps; tap++)
            {
                _weight.Span[(((channel / lanes * taps) + tap) * lanes) + (channel % lanes)] = weight[(channel * taps) + tap];
            }
        }
    }

    /// <inheritdoc/>
    public override int SecondLength => _residual?.Length ?? 0;

    /// <inheritdoc/>
    public override long Products => (long)Output.Channels * Output.Height * Output.Width * _geometry.KernelHeight * _geometry.KernelWidth;

    /// <inheritdoc/>
    public override long Constants => _weight.Length + _bias.Length;

    /// <inheritdoc/>
    protected override void Compute(ThreadTeam team, int images, BlockedPointers operands)
    {
        var rows = new Rows(_geometry, Input, Output, _activation)
        {
            Input = new BlockedImages(operands.Input, Input),
            Residual = _residual is { } layout ? new BlockedImages(operands.Second, layout) : default,
            Output = new BlockedImages(operands.Output, Output),
            Weight = _weight.Start,
            Bias = _bias.Start,
        };
        BlockedLoop.Run(team, images, Output, (long)Output.Width * _geometry.KernelHeight * _geometry.KernelWidth, rows);
    }

    private readonly struct Rows(in ConvolutionGeometry g, in BlockedLayout input, in BlockedLayout output, Activation activation)
        : IBlockedRows
    {
        private readonly BlockedBorder _border = new(output);
        private readonly Activation _activation = activation;
        private readonly int _width = output.Width;
        private readonly int _taps = g.KernelWidth;
        private readonly int _lines = g.KernelHeight;
        private readonly int _step = g.StrideHeight;
        private readonly nint _padding = ((nint)g.PaddingHeight * input.RowStride) + (g.PaddingWidth * input.Lanes);
        private readonly nint _line = (nint)g.DilationHeight * input.RowStride;
        private readonly nint _tap = (nint)g.DilationWidth * input.Lanes;
        private readonly nint _position = (nint)g.StrideWidth * input.Lanes;

        public required BlockedImages Input { get; init; }

        public required BlockedImages Residual { get; init; }

        public required BlockedImages Output { get; init; }

        public required float* Weight { get; init; }

        public required float* Bias { get; init; }

        public void Run<TS, TV>(int image, int block, int first, int rows)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            float* weight = Weight + ((nint)block * _lines * _taps * TS.Count);
            TV bias = TS.Load(Bias + (block * TS.Count));
            for (int row = first; row < first + rows; row++)
            {
                float* x = Input.Row(image, block, row * _step) - _padding;
                float* y = Output.Row(image, block, row);
                Row<TS, TV>(x, weight, bias, y);
                float* residual = Residual.IsEmpty ? null : Residual.Row(image, block, row);
                if (residual != null || _activation.Kind != ActivationKind.Identity)
                {
                    var finish = new FinishRows<TS, TV>(y, residual, 1, _width * TS.Count, 0);
                    _activation.Dispatch(ref finish);
                }
            }

            _border.Clear(Output.Row(image, block, first), first, rows);
        }

        /// <summary>A row of outputs. Where the last eight overlap those before, they are computed again.</summary>
        private void Row<TS, TV>(float* x, float* weight, TV bias, float* y)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            int wide = _width >= 8 ? 8 : _width >= 4 ? 4 : 1;
            for (int left = _width; left > 0; left -= wide)
            {
                int position = Math.Min(_width - left, _width - wide);
                float* window = x + (position * _position);
                float* output = y + (position * TS.Count);
                if (wide == 8)
                {
                    Eight<TS, TV>(window, weight, bias, output);
                }
                else if (wide == 4)
                {
                    Four<TS, TV>(window, weight, bias, output);
                }
                else
                {
                    One<TS, TV>(window, weight, bias, output);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Eight<TS, TV>(float* x, float* weight, TV bias, float* y)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            nint one = _position;
            TV c0 = bias, c1 = bias, c2 = bias, c3 = bias, c4 = bias, c5 = bias, c6 = bias, c7 = bias;
            for (int i = 0; i < _lines; i++, x += _line)
            {
                float* a = x;
                float* b = x + (4 * one);
                for (int j = 0; j < _taps; j++, a += _tap, b += _tap, weight += TS.Count)
                {
                    TV w = TS.Load(weight);
                    // each f from 0 to 3:
                    //     c{f} = TS.MultiplyAdd(TS.Load(a{+ f one}), w, c{f});
                    c0 = TS.MultiplyAdd(TS.Load(a), w, c0);
                    c1 = TS.MultiplyAdd(TS.Load(a + one), w, c1);
                    c2 = TS.MultiplyAdd(TS.Load(a + (2 * one)), w, c2);
                    c3 = TS.MultiplyAdd(TS.Load(a + (3 * one)), w, c3);
                    // end
                    // each f from 0 to 3:
                    //     c{f + 4} = TS.MultiplyAdd(TS.Load(b{+ f one}), w, c{f + 4});
                    c4 = TS.MultiplyAdd(TS.Load(b), w, c4);
                    c5 = TS.MultiplyAdd(TS.Load(b + one), w, c5);
                    c6 = TS.MultiplyAdd(TS.Load(b + (2 * one)), w, c6);
                    c7 = TS.MultiplyAdd(TS.Load(b + (3 * one)), w, c7);
                    // end
                }
            }

            // each f from 0 to 7:
            //     TS.Store(c{f}, y{+ f TS.Count});
            TS.Store(c0, y);
            TS.Store(c1, y + TS.Count);
            TS.Store(c2, y + (2 * TS.Count));
            TS.Store(c3, y + (3 * TS.Count));
            TS.Store(c4, y + (4 * TS.Count));
            TS.Store(c5, y + (5 * TS.Count));
            TS.Store(c6, y + (6 * TS.Count));
            TS.Store(c7, y + (7 * TS.Count));
            // end
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Four<TS, TV>(float* x, float* weight, TV bias, float* y)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            nint one = _position;
            TV c0 = bias, c1 = bias, c2 = bias, c3 = bias;
            for (int i = 0; i < _lines; i++, x += _line)
            {
                float* a = x;
                for (int j = 0; j < _taps; j++, a += _tap, weight += TS.Count)
                {
                    TV w = TS.Load(weight);
                    // each f from 0 to 3:
                    //     c{f} = TS.MultiplyAdd(TS.Load(a{+ f one}), w, c{f});
                    c0 = TS.MultiplyAdd(TS.Load(a), w, c0);
                    c1 = TS.MultiplyAdd(TS.Load(a + one), w, c1);
                    c2 = TS.MultiplyAdd(TS.Load(a + (2 * one)), w, c2);
                    c3 = TS.MultiplyAdd(TS.Load(a + (3 * one)), w, c3);
                    // end
                }
            }

            // each f from 0 to 3:
            //     TS.Store(c{f}, y{+ f TS.Count});
            TS.Store(c0, y);
            TS.Store(c1, y + TS.Count);
            TS.Store(c2, y + (2 * TS.Count));
            TS.Store(c3, y + (3 * TS.Count));
            // end
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void One<TS, TV>(float* x, float* weight, TV bias, float* y)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            TV sum = bias;
            for (int i = 0; i < _lines; i++, x += _line)
            {
                float* a = x;
                for (int j = 0; j < _taps; j++, a += _tap, weight += TS.Count)
                {
                    sum = TS.MultiplyAdd(TS.Load(a), TS.Load(weight), sum);
                }
            }

            TS.Store(sum, y);
        }
    }
}
