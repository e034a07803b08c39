using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>A problem that a step of an inference plan has a kernel solve, and the algorithms that can.</summary>
/// <param name="Problem">
/// Pass and sizes in one line, such as <c>conv.forward 1x64x56x56, 64 filters 3x3, stride 1x1, padding 1x1</c>: what a tuning file knows it
/// by.
/// </param>
/// <param name="Algorithms">
/// The names of the algorithms that can compute it, the usual one first; empty where there is nothing to choose.
/// </param>
internal sealed record KernelChoice(string Problem, IReadOnlyList<string> Algorithms)
{
    /// <summary>A convolution's problem.</summary>
    public static string ProblemOf(ConvolutionPass pass, in ConvolutionGeometry g)
    {
        string sizes = FormattableString.Invariant(
            $"{g.Batch}x{g.InChannels}x{g.Height}x{g.Width}, {g.OutChannels} filters {g.KernelHeight}x{g.KernelWidth}");
        string walk = FormattableString.Invariant(
            $"stride {g.StrideHeight}x{g.StrideWidth}, padding {g.PaddingHeight}x{g.PaddingWidth}");
        string rest = FormattableString.Invariant($"dilation {g.DilationHeight}x{g.DilationWidth}, groups {g.Groups}");
        return $"{NameOf(pass)} {sizes}, {walk}, {rest}";
    }

    /// <summary>A fully connected layer's problem: x [rows, in] times weight [out, in], transposed.</summary>
    public static string ProblemOf(Tensor x, Tensor weight)
        => FormattableString.Invariant($"linear {x.Shape[0]}x{x.Shape[1]}, {weight.Shape[0]} outputs");

    private static string NameOf(ConvolutionPass pass) => pass switch
    {
        ConvolutionPass.Forward => "conv.forward",
        ConvolutionPass.InputGradient => "conv.input-gradient",
        _ => "conv.weight-gradient",
    };
}
