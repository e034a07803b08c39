using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution;

/// <summary>
/// The gradient with respect to the input of a convolution that takes every second column. The correlations of all residues
/// of input positions read one staged band of dy, and the two of a row's columns are written alternately: dy is read and dx written once.
/// </summary>
internal static unsafe class StridedGradient
{
    /// <summary>Floats of a staged band that leave room in the second-level cache for weights and results.</summary>
    private const int StagedGoal = 96 << 10;

    /// <summary>Whether it serves a geometry.</summary>
    public static bool Fits(in ConvolutionGeometry g) => g is { StrideWidth: 2, DilationHeight: 1, DilationWidth: 1 };

    /// <summary>dx of a forward pass; the caller holds the team.</summary>
    public static void Run(ThreadTeam team, in ConvolutionGeometry g, float* dy, float* weight, float* dx)
    {
        Axis rows = Axis(g.KernelHeight, g.StrideHeight, g.PaddingHeight, g.OutHeight, g.Height);
        Axis columns = Axis(g.KernelWidth, g.StrideWidth, g.PaddingWidth, g.OutWidth, g.Width);
        long perRow = (long)g.OutChannelsPerGroup * columns.Taps * columns.Output;
        int most = (int)Math.Clamp((StagedGoal / perRow) - rows.MaximumShift, 1, rows.Output);
        int bands = (rows.Output + most - 1) / most;
        var staging = new Staging(rows, columns, g.OutChannelsPerGroup, (rows.Output + bands - 1) / bands);
        nuint lines = RoundUp(2 * (nuint)(g.OutChannelsPerGroup * rows.Taps * columns.Taps));
        nuint terms = RoundUp(2 * (nuint)(g.OutChannelsPerGroup * g.KernelHeight * g.KernelWidth));
        var body = new StridedGradientBody
        {
            Geometry = g,
            Staging = staging,
            Bands = bands,
            OutputGradient = dy,
            InputGradient = dx,
            StagedLength = RoundUp(staging.Length + (2 * (nuint)SimdWidth.Count)),
            ApartLength = RoundUp(((nuint)g.InChannelsPerGroup * (nuint)staging.BandRows * (nuint)columns.Output) + (2 * (nuint)SimdWidth.Count)),
        };
        nuint weights = RoundUp((nuint)g.WeightLength);
        float* scratch = team.SharedScratch(lines + terms + weights + ((nuint)team.Threads * body.WorkerLength));
        body = body with
        {
            Offsets = (nint*)(scratch + lines),
            Weights = scratch + lines + terms,
            Workspace = scratch + lines + terms + weights,
        };
        staging.FillOffsets((nint*)scratch);
        nint term = 0;
        for (int residue = 0; residue < body.Residues; residue++)
        {
            ResidueTaps tapRows = body.TapRows(residue);
            ResidueTaps tapColumns = body.TapColumns(residue);
            team.For(g.InChannels, new Flip(g, weight, body.Weights + (g.InChannels * term), tapRows, tapColumns));
            for (int o = 0; o < g.OutChannelsPerGroup; o++)
            {
                for (int t = 0; t < tapRows.Count; t++)
                {
                    int row = tapRows.Output(t) - rows.First;
                    for (int u = 0; u < tapColumns.Count; u++)
                    {
                        body.Offsets[term++] = ((nint*)scratch)[(((o * rows.Taps) + row) * columns.Taps) + tapColumns.Output(u) - columns.First];
                    }
                }
            }
        }

        team.ForSimd(g.Batch * g.Groups * bands, body);
    }

    private static nuint RoundUp(nuint length) => (length + 15) / 16 * 16;

    /// <summary>All outputs that meet the i-th positions of the residues: tap k of any residue meets output i − ⌊(k − padding) / stride⌋.</summary>
    private static Axis Axis(int kernel, int stride, int padding, int output, int input)
    {
        int first = -(int)Math.Floor((kernel - 1 - padding) / (double)stride);
        int last = (padding + stride - 1) / stride;
        return new Axis(last - first + 1, first, 1, 1, output, (input + stride - 1) / stride);
    }
}
