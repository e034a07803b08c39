using NormSharp.Kernels.Convolution;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Convolutions by kernels.</summary>
internal sealed class CpuConvolution : ConvolutionOperations
{
    private readonly ThreadTeam _team;

    /// <exception cref="NormSharpException">The environment forces an algorithm that there is not.</exception>
    public CpuConvolution(Backend backend, ThreadTeam team)
        : base(backend)
    {
        _team = team;
        _ = KernelAlgorithms.Planned(() => ConvolutionPlans.Current);
    }

    /// <inheritdoc/>
    public override void Forward(in ConvolutionGeometry g, Tensor x, Tensor weight, Tensor? bias, Tensor y)
        => ConvolutionKernel.Forward(_team, g, x.AsSpan(), weight.AsSpan(), CpuSpans.OrNone(bias), y.AsSpan());

    /// <inheritdoc/>
    public override void ForwardThen(FusedConvolution step, Tensor x, Tensor? residual, Tensor y)
    {
        var spans = new ForwardSpans
        {
            Input = x.AsSpan(),
            Weight = step.Weight.AsSpan(),
            Bias = CpuSpans.OrNone(step.Bias),
            Residual = CpuSpans.OrNone(residual),
            Activation = step.Activation,
            Output = y.AsSpan(),
        };
        ConvolutionKernel.Forward(
            _team, step.Geometry, spans, step.Algorithm is { } name ? ConvolutionPlans.Current.Forward.Named(name) : null);
    }

    /// <inheritdoc/>
    public override KernelChoice Choice(ConvolutionPass pass, in ConvolutionGeometry g) => new(
        KernelChoice.ProblemOf(pass, g),
        pass switch
        {
            ConvolutionPass.Forward => ConvolutionPlans.Current.Forward.Accepting(g),
            ConvolutionPass.InputGradient => ConvolutionPlans.Current.InputGradient.Accepting(g),
            _ => ConvolutionPlans.Current.WeightGradient.Accepting(g),
        });

    /// <inheritdoc/>
    public override void GradientInput(in ConvolutionGeometry g, Tensor dy, Tensor weight, Tensor dx, string? algorithm = null)
        => ConvolutionKernel.GradientInput(
            _team,
            g,
            dy.AsSpan(),
            weight.AsSpan(),
            dx.AsSpan(),
            algorithm is null ? null : ConvolutionPlans.Current.InputGradient.Named(algorithm));

    /// <inheritdoc/>
    public override void GradientWeight(in ConvolutionGeometry g, Tensor x, Tensor dy, Tensor dWeight)
        => ConvolutionKernel.GradientWeight(_team, g, x.AsSpan(), dy.AsSpan(), dWeight.AsSpan());

    /// <inheritdoc/>
    public override void GradientBias(in ConvolutionGeometry g, Tensor dy, Tensor dBias)
        => ConvolutionKernel.GradientBias(_team, g, dy.AsSpan(), dBias.AsSpan());

    /// <inheritdoc/>
    public override void GradientParameters(in ConvolutionGeometry g, Tensor x, Tensor dy, Tensor dWeight, Tensor dBias)
        => ConvolutionKernel.GradientParameters(_team, g, x.AsSpan(), dy.AsSpan(), dWeight.AsSpan(), dBias.AsSpan());

    /// <summary>The algorithm that the plan takes. Allocates nothing where the sizes were met before.</summary>
    internal static string ChosenAlgorithm(ConvolutionPass pass, in ConvolutionGeometry g) => pass switch
    {
        ConvolutionPass.Forward => ConvolutionPlans.Current.Forward.Choose(g).Name,
        ConvolutionPass.InputGradient => ConvolutionPlans.Current.InputGradient.Choose(g).Name,
        _ => ConvolutionPlans.Current.WeightGradient.Choose(g).Name,
    };

    /// <summary>Every algorithm of a pass, in the order in which the plan asks them.</summary>
    internal IReadOnlyList<KernelAlgorithm> Algorithms(ConvolutionPass pass, in ConvolutionGeometry g) => pass switch
    {
        ConvolutionPass.Forward => KernelAlgorithms.Of(ConvolutionPlans.Current.Forward, g, _team.Threads),
        ConvolutionPass.InputGradient => KernelAlgorithms.Of(ConvolutionPlans.Current.InputGradient, g, _team.Threads),
        _ => KernelAlgorithms.Of(ConvolutionPlans.Current.WeightGradient, g, _team.Threads),
    };

    /// <summary>
    /// Runs a pass by an algorithm that accepts the sizes: y from x and weight, or the gradient of x from y's and weight, or the gradient
    /// of the weight from x and y's, each in its own place.
    /// </summary>
    internal void Run(ConvolutionPass pass, string algorithm, in ConvolutionGeometry g, Tensor x, Tensor weight, Tensor y)
    {
        ConvolutionPlans plans = ConvolutionPlans.Current;
        switch (pass)
        {
            case ConvolutionPass.Forward:
                var spans = new ForwardSpans { Input = x.AsSpan(), Weight = weight.AsSpan(), Output = y.AsSpan() };
                ConvolutionKernel.Forward(_team, g, spans, plans.Forward.Named(algorithm));
                break;
            case ConvolutionPass.InputGradient:
                ConvolutionKernel.GradientInput(_team, g, y.AsSpan(), weight.AsSpan(), x.AsSpan(), plans.InputGradient.Named(algorithm));
                break;
            default:
                ConvolutionKernel.GradientWeight(_team, g, x.AsSpan(), y.AsSpan(), weight.AsSpan(), plans.WeightGradient.Named(algorithm));
                break;
        }
    }
}
