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
        try
        {
            _ = ConvolutionPlans.Current;
        }
        catch (ArgumentException exception)
        {
            throw new NormSharpException(exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    public override void Forward(in ConvolutionGeometry g, Tensor x, Tensor weight, Tensor? bias, Tensor y)
        => ConvolutionKernel.Forward(_team, g, x.AsSpan(), weight.AsSpan(), CpuSpans.OrNone(bias), y.AsSpan());

    /// <inheritdoc/>
    public override void ForwardThen(
        in ConvolutionGeometry g, Tensor x, Tensor weight, Tensor? bias, Tensor? residual, Activation activation, Tensor y)
    {
        var spans = new ForwardSpans
        {
            Input = x.AsSpan(),
            Weight = weight.AsSpan(),
            Bias = CpuSpans.OrNone(bias),
            Residual = CpuSpans.OrNone(residual),
            Activation = activation,
            Output = y.AsSpan(),
        };
        ConvolutionKernel.Forward(_team, g, spans);
    }

    /// <inheritdoc/>
    public override void GradientInput(in ConvolutionGeometry g, Tensor dy, Tensor weight, Tensor dx)
        => ConvolutionKernel.GradientInput(_team, g, dy.AsSpan(), weight.AsSpan(), dx.AsSpan());

    /// <inheritdoc/>
    public override void GradientWeight(in ConvolutionGeometry g, Tensor x, Tensor dy, Tensor dWeight)
        => ConvolutionKernel.GradientWeight(_team, g, x.AsSpan(), dy.AsSpan(), dWeight.AsSpan());

    /// <inheritdoc/>
    public override void GradientBias(in ConvolutionGeometry g, Tensor dy, Tensor dBias)
        => ConvolutionKernel.GradientBias(_team, g, dy.AsSpan(), dBias.AsSpan());

    /// <inheritdoc/>
    public override void GradientParameters(in ConvolutionGeometry g, Tensor x, Tensor dy, Tensor dWeight, Tensor dBias)
        => ConvolutionKernel.GradientParameters(_team, g, x.AsSpan(), dy.AsSpan(), dWeight.AsSpan(), dBias.AsSpan());
}
