using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Inference.Operations;

/// <summary>A convolution, with bias, shortcut and activation behind it.</summary>
internal sealed class ConvolutionOperation(string name, Conv2d layer, Tensor weight, Tensor? bias, PlanValue input, PlanValue output)
    : PlanOperation(name, nameof(Conv2d), [input], output)
{
    public override bool TakesActivation => true;

    public override bool TakesResidual => true;

    public override BoundOperation Bind(Backend backend, Func<PlanValue, Tensor> tensorOf)
    {
        Tensor x = tensorOf(input);
        var settings = new ConvolutionSettings
        {
            Stride = layer.Options.Stride,
            Padding = layer.Options.Padding,
            Dilation = layer.Options.Dilation,
            Groups = layer.Options.Groups,
        };
        return new Bound(
            backend,
            settings.GeometryOf(x.Shape, weight.Shape, bias?.Shape),
            x,
            weight,
            bias,
            Residual is null ? null : tensorOf(Residual),
            Activation,
            tensorOf(Output));
    }

    private sealed class Bound(
        Backend backend, ConvolutionGeometry geometry, Tensor x, Tensor weight, Tensor? bias, Tensor? residual, Activation activation, Tensor y)
        : BoundOperation
    {
        public override void Run() => backend.Convolution.ForwardThen(geometry, x, weight, bias, residual, activation, y);
    }
}
