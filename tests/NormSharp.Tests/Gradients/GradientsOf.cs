using NormSharp.Autograd;
using NormSharp.GradientChecking;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Tests.Gradients;

/// <summary>Checks gradients against finite differences in double, at random points.</summary>
internal static class GradientsOf
{
    /// <summary>The bound of every check of this folder.</summary>
    public const double Bound = 1e-6;

    /// <summary>Draws every parameter of a module, γ and β included, so that none is at a point where terms vanish.</summary>
    public static T Scattered<T>(T module)
        where T : Module
    {
        ulong seed = 1000;
        foreach ((_, Parameter parameter) in module.NamedParameters())
        {
            RandomTensor.Normal(seed++, parameter.Shape).CopyTo(parameter.AsSpan());
        }

        return module;
    }

    /// <summary>Checks a layer by its input and by every parameter, number by number.</summary>
    public static void Layer(Module layer, params ReadOnlySpan<int> extents)
    {
        Tensor input = RandomTensor.Normal(7, Shape.Create(extents));
        GradientCheckResult result = GradientCheck.Run(layer, input, samples: int.MaxValue);
        Assert.Equal(input.Length + layer.ParameterCount(), result.Checked);
        Assert.True(result.RelativeError <= Bound, result.ToString());
    }
}
