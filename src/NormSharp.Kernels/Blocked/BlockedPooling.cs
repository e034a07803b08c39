using System.Runtime.CompilerServices;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Pooling;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Blocked;

/// <summary>Pooling of blocked images: a vector holds the channels of a block at one position.</summary>
internal sealed unsafe class BlockedPooling : BlockedKernel
{
    private readonly BlockedPoolingKind _kind;
    private readonly PoolingGeometry _geometry;

    /// <param name="kind">What a window becomes.</param>
    /// <param name="geometry">Sizes; of the planes nothing is taken.</param>
    /// <param name="input">How images lie.</param>
    /// <param name="output">How results lie.</param>
    /// <exception cref="ArgumentException">The layouts are not those of the geometry.</exception>
    public BlockedPooling(BlockedPoolingKind kind, in PoolingGeometry geometry, BlockedLayout input, BlockedLayout output)
        : base(kind == BlockedPoolingKind.Max ? "max pooling" : "average pooling", input, output)
    {
        (_kind, _geometry) = (kind, geometry);
        Expect(input, output.Channels, (geometry.Height, geometry.Width), SimdWidth.Count);
        Expect(output, input.Channels, (geometry.OutHeight, geometry.OutWidth), SimdWidth.Count);
    }

    /// <inheritdoc/>
    protected override void Compute(ThreadTeam team, int images, BlockedPointers operands)
    {
        var rows = new Rows(_kind, _geometry, Output)
        {
            Input = new BlockedImages(operands.Input, Input),
            Output = new BlockedImages(operands.Output, Output),
        };
        BlockedLoop.Run(team, images, Output, (long)Output.Width * _geometry.KernelHeight * _geometry.KernelWidth, rows);
    }

    private readonly struct Rows(BlockedPoolingKind kind, PoolingGeometry g, in BlockedLayout output) : IBlockedRows
    {
        private readonly BlockedBorder _border = new(output);

        public required BlockedImages Input { get; init; }

        public required BlockedImages Output { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TS, TV>(int image, int block, int first, int rows)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            for (int row = first; row < first + rows; row++)
            {
                float* y = Output.Row(image, block, row);
                for (int column = 0; column < g.OutWidth; column++, y += TS.Count)
                {
                    var window = new PoolingWindow(g, row, column);
                    float* x = Input.Row(image, block, window.Top) + ((nint)window.Left * TS.Count);
                    int width = window.Right - window.Left;
                    int height = window.Bottom - window.Top;
                    if (kind == BlockedPoolingKind.Max)
                    {
                        TS.Store(Largest<TS, TV>(x, height, width), y);
                    }
                    else
                    {
                        int count = kind == BlockedPoolingKind.PaddedMean ? g.KernelHeight * g.KernelWidth : window.Count;
                        TS.Store(TS.Divide(Sum<TS, TV>(x, height, width), TS.Broadcast(count)), y);
                    }
                }
            }

            _border.Clear(Output.Row(image, block, first), first, rows);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private TV Largest<TS, TV>(float* x, int height, int width)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            TV largest = TS.Broadcast(float.NegativeInfinity);
            for (int i = 0; i < height; i++, x += Input.RowStride)
            {
                for (int j = 0; j < width; j++)
                {
                    // A NaN stays: the second operand's is passed on, and it is put back where the first is one.
                    TV next = TS.Load(x + ((nint)j * TS.Count));
                    largest = TS.Select(TS.IsNaN(largest), largest, TS.Max(largest, next));
                }
            }

            return largest;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private TV Sum<TS, TV>(float* x, int height, int width)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            TV sum = TS.Zero;
            for (int i = 0; i < height; i++, x += Input.RowStride)
            {
                for (int j = 0; j < width; j++)
                {
                    sum = TS.Add(sum, TS.Load(x + ((nint)j * TS.Count)));
                }
            }

            return sum;
        }
    }
}
