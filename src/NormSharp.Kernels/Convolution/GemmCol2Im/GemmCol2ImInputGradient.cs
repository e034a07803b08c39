using NormSharp.Kernels.Convolution.Passes;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.GemmCol2Im;

/// <summary>
/// The gradient with respect to the input at stride 1, for outputs much smaller than their input. A full correlation would spend most
/// of its products on padding. Instead, products sum over filters and tap rows only, a row of sums for each tap column, of the width of the
/// output; then each input row gathers its tap columns' rows, shifted to their places.
/// </summary>
internal sealed unsafe class GemmCol2ImInputGradient : InputGradientAlgorithm
{
    /// <summary>
    /// Input positions for each output position from which on scattering products is cheaper than correlating with padding.
    /// </summary>
    private const double MuchPadding = 1.3;

    public override string Name => "gemm-col2im";

    public override Verdict Judge(in ConvolutionGeometry g)
    {
        if (g is not { StrideHeight: 1, StrideWidth: 1 })
        {
            return Verdict.Refuses("takes strides of 1 only");
        }

        double ratio = g.Height * (double)g.Width / ((double)g.OutHeight * g.OutWidth);
        return g.Height * (double)g.Width > MuchPadding * ((double)g.OutHeight * g.OutWidth)
            ? Verdict.Wins(FormattableString.Invariant($"{ratio:0.##} inputs an output: a correlation would multiply that much padding"))
            : Verdict.Loses(FormattableString.Invariant($"{ratio:0.##} inputs an output: a correlation multiplies little padding"));
    }

    public override nuint ScratchLength(in ConvolutionGeometry g, int threads)
    {
        var body = new GemmCol2ImBody(g, null, null);
        return body.TableLength + ((nuint)threads * body.WorkerLength);
    }

    protected override void Compute(ThreadTeam team, in ConvolutionGeometry g, in InputGradientOperands operands, float* scratch)
    {
        GemmCol2ImBody body = new GemmCol2ImBody(g, operands.OutputGradient, operands.InputGradient).WithScratch(scratch);
        team.For(g.Groups, new GemmCol2ImWeights(g, operands.Weight, body.Weights));
        team.ForSimd(body.Tasks, body);
    }
}
