using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Convolution.Passes;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.Polyphase;

/// <summary>
/// The gradient with respect to the input of a convolution that takes every second column. The correlations of all phases (residues of
/// input positions modulo the stride) read one staged band of dy, and the two of a row's columns are written alternately: dy is read and
/// dx written once.
/// </summary>
/// <param name="sets">What stays in which cache.</param>
internal sealed unsafe class PolyphaseInputGradient(WorkingSets sets) : InputGradientAlgorithm
{
    public override string Name => "polyphase";

    public override Verdict Judge(in ConvolutionGeometry g) =>
        g is { StrideWidth: 2, DilationHeight: 1, DilationWidth: 1 }
            ? Verdict.Wins("at a stride of 2 all phases read one staged dy, and even and odd columns are written together")
            : Verdict.Refuses("takes every second column, without dilation");

    public override nuint ScratchLength(in ConvolutionGeometry g, int threads)
    {
        PolyphaseBody body = Body(g, default);
        return SharedLength(g) + ((nuint)threads * body.WorkerLength);
    }

    protected override void Compute(ThreadTeam team, in ConvolutionGeometry g, in InputGradientOperands operands, float* scratch)
    {
        nuint lines = LinesLength(g);
        nuint terms = TermsLength(g);
        PolyphaseBody body = Body(g, operands) with
        {
            Offsets = (nint*)(scratch + lines),
            Weights = scratch + lines + terms,
            Workspace = scratch + SharedLength(g),
        };
        body.Staging.FillOffsets((nint*)scratch);
        nint term = 0;
        for (int phase = 0; phase < body.Phases; phase++)
        {
            ResidueTaps tapRows = body.TapRows(phase);
            ResidueTaps tapColumns = body.TapColumns(phase);
            team.For(g.InChannels, new Flip(g, operands.Weight, body.Weights + (g.InChannels * term), tapRows, tapColumns));
            term = FillTerms(g, body, (nint*)scratch, tapRows, tapColumns, term);
        }

        team.ForSimd(g.Batch * g.Groups * body.Bands, body);
    }

    /// <summary>Where the terms of one phase begin in a band, from a term on; returns the next phase's first.</summary>
    private static nint FillTerms(
        in ConvolutionGeometry g, in PolyphaseBody body, nint* lines, in ResidueTaps tapRows, in ResidueTaps tapColumns, nint term)
    {
        Axis rows = RowAxis(g);
        Axis columns = ColumnAxis(g);
        for (int o = 0; o < g.OutChannelsPerGroup; o++)
        {
            for (int t = 0; t < tapRows.Count; t++)
            {
                int row = tapRows.Output(t) - rows.First;
                for (int u = 0; u < tapColumns.Count; u++)
                {
                    body.Offsets[term++] = lines[((((nint)o * rows.Taps) + row) * columns.Taps) + tapColumns.Output(u) - columns.First];
                }
            }
        }

        return term;
    }

    private PolyphaseBody Body(in ConvolutionGeometry g, in InputGradientOperands operands)
    {
        Axis rows = RowAxis(g);
        Axis columns = ColumnAxis(g);
        long perRow = (long)g.OutChannelsPerGroup * columns.Taps * columns.Output;
        int most = (int)Math.Clamp((sets.Band / perRow) - rows.MaximumShift, 1, rows.Output);
        int bands = (rows.Output + most - 1) / most;
        var staging = new Staging(rows, columns, g.OutChannelsPerGroup, (rows.Output + bands - 1) / bands);
        nuint apart = (nuint)g.InChannelsPerGroup * (nuint)staging.BandRows * (nuint)columns.Output;
        return new()
        {
            Geometry = g,
            Staging = staging,
            Bands = bands,
            OutputGradient = operands.OutputGradient,
            InputGradient = operands.InputGradient,
            StagedLength = RoundUp(staging.Length + (2 * (nuint)SimdWidth.Count)),
            ApartLength = RoundUp(apart + (2 * (nuint)SimdWidth.Count)),
        };
    }

    private static Axis RowAxis(in ConvolutionGeometry g) => Axis(g.KernelHeight, g.StrideHeight, g.PaddingHeight, g.OutHeight, g.Height);

    private static Axis ColumnAxis(in ConvolutionGeometry g) => Axis(g.KernelWidth, g.StrideWidth, g.PaddingWidth, g.OutWidth, g.Width);

    private static nuint SharedLength(in ConvolutionGeometry g) => LinesLength(g) + TermsLength(g) + RoundUp((nuint)g.WeightLength);

    // A pointer-sized offset takes two floats.
    private static nuint LinesLength(in ConvolutionGeometry g) =>
        RoundUp(2 * (nuint)g.OutChannelsPerGroup * (nuint)RowAxis(g).Taps * (nuint)ColumnAxis(g).Taps);

    private static nuint TermsLength(in ConvolutionGeometry g)
        => RoundUp(2 * (nuint)g.OutChannelsPerGroup * (nuint)(g.KernelHeight * g.KernelWidth));

    private static nuint RoundUp(nuint length) => (length + 15) / 16 * 16;

    /// <summary>
    /// All outputs that meet the i-th positions of the phases: tap k of any phase meets output i − ⌊(k − padding) / stride⌋.
    /// </summary>
    private static Axis Axis(int kernel, int stride, int padding, int output, int input)
    {
        int first = -(int)Math.Floor((kernel - 1 - padding) / (double)stride);
        int last = (padding + stride - 1) / stride;
        return new Axis(last - first + 1, first, 1, 1, output, (input + stride - 1) / stride);
    }
}
