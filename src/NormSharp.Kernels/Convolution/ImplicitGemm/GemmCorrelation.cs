using System.Runtime.CompilerServices;
using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.ImplicitGemm;

/// <summary>
/// Runs a correlation as a matrix product whose right operand is never built: the micro-kernels read the rows of the patch matrix from a
/// staged band of one image.
/// </summary>
internal static unsafe class GemmCorrelation
{
    // A band stages the rows between its taps too. Where dilation sets these far apart, a band has as many rows as lie between, so that a
    // row is staged twice and not once for each row of the output.
    private const int LongShift = 64;

    /// <summary>Floats of scratch memory that <see cref="Run"/> needs.</summary>
    public static nuint ScratchLength(in Correlation correlation, int bandFloats, int threads)
    {
        var staging = new Staging(correlation, BandRows(correlation, bandFloats));
        return OffsetsLength(correlation) + ((nuint)threads * (StagedLength(staging) + ApartLength(correlation, staging)));
    }

    /// <summary>Runs it; the caller holds the team and the scratch memory.</summary>
    public static void Run(ThreadTeam team, in Correlation correlation, int bandFloats, float* scratch)
    {
        var staging = new Staging(correlation, BandRows(correlation, bandFloats));
        staging.FillOffsets((nint*)scratch);
        nuint staged = StagedLength(staging);
        int bands = (correlation.Rows.Output + staging.BandRows - 1) / staging.BandRows;
        int units = correlation.Images * correlation.Groups * bands;
        long work = (long)correlation.Filters * correlation.Terms * staging.BandRows * correlation.Columns.Output;
        var tasks = new UnitTasks(units, work);
        var body = new Body
        {
            Correlation = correlation,
            Staging = staging,
            Offsets = (nint*)scratch,
            Workspace = scratch + OffsetsLength(correlation),
            StagedLength = staged,
            WorkerLength = staged + ApartLength(correlation, staging),
            Bands = bands,
            Tasks = tasks,
        };
        team.ForSimd(tasks.Count, body);
    }

    private static int BandRows(in Correlation correlation, int bandFloats)
    {
        long perRow = (long)correlation.Channels * correlation.Columns.Taps * correlation.Rows.Residues * correlation.Columns.Output;
        int shift = correlation.Rows.MaximumShift;
        int least = shift > LongShift ? Math.Min(shift, correlation.Rows.Output) : 1;
        return (int)Math.Clamp((bandFloats / Math.Max(1, perRow)) - shift, least, correlation.Rows.Output);
    }

    // A pointer-sized offset takes two floats.
    private static nuint OffsetsLength(in Correlation correlation) => RoundUp(2 * (nuint)correlation.Terms);

    private static nuint StagedLength(in Staging staging) => RoundUp(staging.Length + (2 * (nuint)SimdWidth.Count));

    /// <summary>Room for outputs that are not neighbours in memory, before they are spread.</summary>
    private static nuint ApartLength(in Correlation correlation, in Staging staging) =>
        correlation.IsContiguous
            ? 0
            : RoundUp(((nuint)correlation.Filters * (nuint)staging.BandRows * (nuint)correlation.Columns.Output) + (nuint)SimdWidth.Count);

    private static nuint RoundUp(nuint length) => (length + 15) / 16 * 16;

    private readonly struct Body : ISimdBody
    {
        public required Correlation Correlation { get; init; }

        public required Staging Staging { get; init; }

        public required nint* Offsets { get; init; }

        public required float* Workspace { get; init; }

        public required nuint StagedLength { get; init; }

        public required nuint WorkerLength { get; init; }

        public required int Bands { get; init; }

        public required UnitTasks Tasks { get; init; }

        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            int end = Tasks.End(index);
            for (int unit = Tasks.First(index); unit < end; unit++)
            {
                float* staged = Workspace + ((nuint)worker * WorkerLength);
                Unit<TS, TV>(unit / Bands / Correlation.Groups, unit / Bands % Correlation.Groups, unit % Bands * Staging.BandRows, staged);
            }
        }

        /// <summary>One band of one group of one image.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Unit<TS, TV>(int image, int group, int firstRow, float* staged)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            int rows = Math.Min(Staging.BandRows, Correlation.Rows.Output - firstRow);
            Staging.Fill<TS, TV>(Correlation.SourceOf(image, group), Correlation.SourceEnd, firstRow, rows, staged);
            float* output = Correlation.OutputOf(image, group) + ((nint)firstRow * Correlation.OutputRowStride);
            int positions = rows * Correlation.Columns.Output;
            if (Correlation.IsContiguous)
            {
                Multiply<TS, TV>(group, staged, positions, output, Correlation.OutputPlane);
                Correlation.Finish<TS, TV>(output, positions);
                return;
            }

            float* apart = staged + StagedLength;
            Multiply<TS, TV>(group, staged, positions, apart, positions);
            for (int filter = 0; filter < Correlation.Filters; filter++)
            {
                Spread(apart + ((nint)filter * positions), rows, output + ((nint)filter * Correlation.OutputPlane));
            }
        }

        private void Multiply<TS, TV>(int group, float* staged, int positions, float* output, nint rowStride)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            float* weight = Correlation.Weight + ((nint)group * Correlation.Filters * Correlation.Terms);
            float* bias = Correlation.Bias == null ? null : Correlation.Bias + (group * Correlation.Filters);
            var product = new PatchProduct(weight, Correlation.Terms, Correlation.Filters, bias, Offsets);
            product.Run<TS, TV>(staged, positions, output, rowStride);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Spread(float* dense, int rows, float* output)
        {
            for (int row = 0; row < rows; row++)
            {
                int columns = Correlation.Columns.Output;
                if (Correlation.OutputColumnStride == 2)
                {
                    EverySecond.Put(dense, columns, output);
                }
                else
                {
                    for (int column = 0; column < columns; column++)
                    {
                        output[(nint)column * Correlation.OutputColumnStride] = dense[column];
                    }
                }

                dense += columns;
                output += Correlation.OutputRowStride;
            }
        }
    }
}
