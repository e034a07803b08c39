using NormSharp.Kernels.Convolution.Common;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.Passes;

/// <summary>Forward pass and input's gradient as correlations.</summary>
internal static unsafe class Correlations
{
    /// <summary>The sizes of a forward pass, without its memory: for choices.</summary>
    public static Correlation OfForward(in ConvolutionGeometry g) => OfForward(g, null);

    /// <summary>A forward pass of which only the input is read: for the weight's gradient.</summary>
    public static Correlation OfForward(in ConvolutionGeometry g, float* x) =>
        OfForward(g, new ForwardOperands { Input = x, Weight = null, Bias = null, Output = null });

    /// <summary>How the output's positions, the filter's taps and the input's positions meet.</summary>
    public static Correlation OfForward(in ConvolutionGeometry g, in ForwardOperands operands) => new()
    {
        Source = operands.Input,
        SourceEnd = operands.Input + g.InputLength,
        Output = operands.Output,
        Weight = operands.Weight,
        Bias = operands.Bias,
        Residual = operands.Residual,
        Activation = operands.Activation,
        Images = g.Batch,
        Groups = g.Groups,
        Channels = g.InChannelsPerGroup,
        Filters = g.OutChannelsPerGroup,
        Rows = new Axis(g.KernelHeight, -g.PaddingHeight, g.DilationHeight, g.StrideHeight, g.Height, g.OutHeight),
        Columns = new Axis(g.KernelWidth, -g.PaddingWidth, g.DilationWidth, g.StrideWidth, g.Width, g.OutWidth),
        OutputPlane = g.OutHeight * g.OutWidth,
        OutputRowStride = g.OutWidth,
        OutputColumnStride = 1,
    };

    /// <summary>
    /// The input positions of one phase, that is, of one residue modulo the stride: they meet only some taps, and are one correlation of dy
    /// with these at stride 1. The weights are missing; <see cref="Flip"/> collects them.
    /// </summary>
    public static Correlation OfInputGradient(
        in ConvolutionGeometry g, int rowPhase, int columnPhase, in InputGradientOperands operands = default)
    {
        ResidueTaps rows = RowTaps(g, rowPhase);
        ResidueTaps columns = ColumnTaps(g, columnPhase);
        return new()
        {
            Source = operands.OutputGradient,
            SourceEnd = operands.OutputGradient + g.OutputLength,
            Output = operands.InputGradient + (rowPhase * g.Width) + columnPhase,
            Weight = null,
            Images = g.Batch,
            Groups = g.Groups,
            Channels = g.OutChannelsPerGroup,
            Filters = g.InChannelsPerGroup,
            Rows = rows.Axis(g.OutHeight, g.Height),
            Columns = columns.Axis(g.OutWidth, g.Width),
            OutputPlane = g.Height * g.Width,
            OutputRowStride = (nint)g.StrideHeight * g.Width,
            OutputColumnStride = g.StrideWidth,
        };
    }

    /// <summary>The tap rows that reach the input rows of a phase.</summary>
    public static ResidueTaps RowTaps(in ConvolutionGeometry g, int phase) =>
        new(phase, g.KernelHeight, g.StrideHeight, g.PaddingHeight, g.DilationHeight);

    /// <summary>The tap columns that reach the input columns of a phase.</summary>
    public static ResidueTaps ColumnTaps(in ConvolutionGeometry g, int phase) =>
        new(phase, g.KernelWidth, g.StrideWidth, g.PaddingWidth, g.DilationWidth);
}
