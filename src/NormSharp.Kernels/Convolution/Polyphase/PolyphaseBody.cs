using System.Runtime.CompilerServices;
using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.Polyphase;

/// <summary>A task of <see cref="PolyphaseInputGradient"/>: one band of one group of one image.</summary>
internal readonly unsafe struct PolyphaseBody : ISimdBody
{
    public required ConvolutionGeometry Geometry { get; init; }

    public required Staging Staging { get; init; }

    public required int Bands { get; init; }

    public required float* OutputGradient { get; init; }

    public required float* InputGradient { get; init; }

    public required nuint StagedLength { get; init; }

    /// <summary>Floats of the results of one phase of columns.</summary>
    public required nuint ApartLength { get; init; }

    /// <summary>Where each term's patch row begins in a band, phase by phase.</summary>
    public nint* Offsets { get; init; }

    /// <summary>The filters' taps, phase by phase, each as <see cref="Flip"/> leaves them.</summary>
    public float* Weights { get; init; }

    public float* Workspace { get; init; }

    public nuint WorkerLength => StagedLength + (2 * ApartLength);

    /// <summary>Phases of rows times those of columns; the columns' change faster.</summary>
    public int Phases => 2 * Geometry.StrideHeight;

    private int Columns => (Geometry.Width + 1) / 2;

    public ResidueTaps TapRows(int phase) => new(phase / 2, Geometry.KernelHeight, Geometry.StrideHeight, Geometry.PaddingHeight, 1);

    public ResidueTaps TapColumns(int phase) => new(phase % 2, Geometry.KernelWidth, 2, Geometry.PaddingWidth, 1);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int unit = index / Bands;
        int group = unit % Geometry.Groups;
        int firstRow = index % Bands * Staging.BandRows;
        int allRows = (Geometry.Height + Geometry.StrideHeight - 1) / Geometry.StrideHeight;
        int rows = Math.Min(Staging.BandRows, allRows - firstRow);
        if (rows <= 0)
        {
            return;
        }

        float* staged = Workspace + ((nuint)worker * WorkerLength);
        float* even = staged + StagedLength;
        float* dy = OutputGradient + ((nint)unit * Geometry.OutChannelsPerGroup * Geometry.OutHeight * Geometry.OutWidth);
        Staging.Fill<TS, TV>(dy, OutputGradient + Geometry.OutputLength, firstRow, rows, staged);
        int filters = Geometry.InChannelsPerGroup;
        int positions = rows * Columns;
        float* dx = InputGradient + ((nint)unit * filters * Geometry.Height * Geometry.Width);
        nint term = 0;
        for (int phase = 0; phase < Phases; phase++)
        {
            int terms = Geometry.OutChannelsPerGroup * TapRows(phase).Count * TapColumns(phase).Count;
            float* weight = Weights + (Geometry.InChannels * term) + ((nint)group * filters * terms);
            var product = new PatchProduct(weight, terms, filters, null, Offsets + term);
            product.Run<TS, TV>(staged, positions, even + ((nuint)(phase % 2) * ApartLength), positions);
            term += terms;
            if (phase % 2 == 1)
            {
                Write<TS, TV>(even, rows, (firstRow * Geometry.StrideHeight) + (phase / 2), dx);
            }
        }
    }

    /// <summary>Puts even and odd columns together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Write<TS, TV>(float* even, int rows, int firstRow, float* dx)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int columns = Columns;
        int width = Geometry.Width;
        int inside = Math.Clamp((Geometry.Height - firstRow + Geometry.StrideHeight - 1) / Geometry.StrideHeight, 0, rows);
        nint odd = (nint)ApartLength;
        for (int filter = 0; filter < Geometry.InChannelsPerGroup; filter++)
        {
            float* target = dx + ((((nint)filter * Geometry.Height) + firstRow) * width);
            float* source = even + ((nint)filter * rows * columns);
            for (int row = 0; row < inside; row++)
            {
                EverySecond.Interleave<TS, TV>(source, source + odd, width, target);
                source += columns;
                target += (nint)Geometry.StrideHeight * width;
            }
        }
    }
}
