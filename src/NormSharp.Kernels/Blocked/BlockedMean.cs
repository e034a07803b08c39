using System.Runtime.CompilerServices;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Blocked;

/// <summary>The mean of each channel's plane of blocked images.</summary>
internal sealed unsafe class BlockedMean : BlockedKernel
{
    /// <param name="input">How images lie.</param>
    /// <param name="output">How results lie: one row of one column.</param>
    /// <exception cref="ArgumentException">The output is no column of the input's channels.</exception>
    public BlockedMean(BlockedLayout input, BlockedLayout output)
        : base("mean of planes", input, output)
    {
        Expect(output, input.Channels, (1, 1), SimdWidth.Count);
        Expect(input, output.Channels, (input.Height, input.Width), SimdWidth.Count);
    }

    /// <inheritdoc/>
    protected override void Compute(ThreadTeam team, int images, BlockedPointers operands)
    {
        var rows = new Rows(Input, Output)
        {
            Input = new BlockedImages(operands.Input, Input),
            Output = new BlockedImages(operands.Output, Output),
        };
        BlockedLoop.Run(team, images, Output, (long)Input.Height * Input.Width, rows);
    }

    private readonly struct Rows(in BlockedLayout input, in BlockedLayout output) : IBlockedRows
    {
        private readonly BlockedBorder _border = new(output);
        private readonly int _height = input.Height;
        private readonly int _width = input.Width;

        public required BlockedImages Input { get; init; }

        public required BlockedImages Output { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TS, TV>(int image, int block, int first, int rows)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            // Four sums: shorter chains of additions round less and wait less.
            TV a = TS.Zero, b = TS.Zero, c = TS.Zero, d = TS.Zero;
            for (int row = 0; row < _height; row++)
            {
                float* x = Input.Row(image, block, row);
                int i = 0;
                for (; i + 4 <= _width; i += 4, x += 4 * TS.Count)
                {
                    a = TS.Add(a, TS.Load(x));
                    b = TS.Add(b, TS.Load(x + TS.Count));
                    c = TS.Add(c, TS.Load(x + (2 * TS.Count)));
                    d = TS.Add(d, TS.Load(x + (3 * TS.Count)));
                }

                for (; i < _width; i++, x += TS.Count)
                {
                    a = TS.Add(a, TS.Load(x));
                }
            }

            TV sum = TS.Add(TS.Add(a, b), TS.Add(c, d));
            float* y = Output.Row(image, block, 0);
            TS.Store(TS.Divide(sum, TS.Broadcast((float)_height * _width)), y);
            _border.Clear(y, 0, 1);
        }
    }
}
