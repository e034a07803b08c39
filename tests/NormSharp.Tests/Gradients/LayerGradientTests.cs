using NormSharp.Layers;
using NormSharp.Tensors;
using static NormSharp.Tests.Gradients.GradientsOf;

namespace NormSharp.Tests.Gradients;

/// <summary>Gradients of every layer by its input and parameters.</summary>
public sealed class LayerGradientTests
{
    [Theory]
    [InlineData(1, 0, 1, 1, true)]
    [InlineData(2, 1, 1, 1, true)]
    [InlineData(1, 2, 2, 1, false)]
    [InlineData(2, 1, 1, 2, true)]
    [InlineData(1, 1, 1, 4, false)]
    public void Conv2d(int stride, int padding, int dilation, int groups, bool bias) => Layer(
        Scattered(
            new Conv2d(
                4,
                8,
                (3, 2),
                new Conv2dOptions { Stride = (stride, 1), Padding = padding, Dilation = dilation, Groups = groups, Bias = bias })),
        2,
        4,
        6,
        5);

    [Fact]
    public void Pad2d() => Layer(new Pad2d(0, 2, 1, 3, 0.5f), 2, 3, 4, 5);

    [Fact]
    public void Conv2d_pointwise() => Layer(Scattered(new Conv2d(3, 5, 1, new Conv2dOptions { Stride = 2 })), 2, 3, 4, 5);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Linear(bool bias)
    {
        Layer(Scattered(new Linear(5, 3, bias)), 4, 5);
        Layer(Scattered(new Linear(5, 3, bias)), 2, 3, 5);
    }

    [Fact]
    public void Activations_are_checked_on_both_sides_of_zero()
    {
        foreach (ActivationModule activation in ActivationModules())
        {
            Layer(activation, 3, 17);
        }
    }

    [Theory]
    [InlineData(2, 2, 0)]
    [InlineData(3, 2, 1)]
    [InlineData(3, 1, 1)]
    public void Pooling(int kernel, int stride, int padding)
    {
        Layer(new MaxPool2d(kernel, stride, padding), 2, 2, 6, 7);
        Layer(new AveragePool2d(kernel, stride, padding), 2, 2, 6, 7);
        Layer(new AveragePool2d(kernel, stride, padding, countPadding: false), 2, 2, 6, 7);
    }

    [Fact]
    public void Global_average_pooling() => Layer(new GlobalAveragePool2d(), 2, 3, 4, 5);

    [Fact]
    public void Flatten() => Layer(new Sequential(new Flatten(), Scattered(new Linear(12, 2))), 3, 2, 2, 3);

    [Fact]
    public void Dropout() => Layer(new Dropout(0.4), 5, 8);

    [Fact]
    public void Residual_with_and_without_shortcut()
    {
        Layer(Scattered(new Residual(new Linear(4, 4), activation: new Tanh())), 3, 4);
        Layer(Scattered(new Residual(new Conv2d(2, 3, 3, new Conv2dOptions { Padding = 1 }), new Conv2d(2, 3, 1))), 2, 2, 4, 3);
    }

    [Fact]
    public void A_layer_that_is_used_twice_gathers_both_gradients()
    {
        Linear shared = Scattered(new Linear(4, 4));
        Layer(new Sequential(shared, new Tanh(), shared), 3, 4);
    }

    [Fact]
    public void A_frozen_parameter_is_left_out_and_changes_nothing_else()
    {
        Sequential model = Scattered(new Sequential(new Linear(4, 5), new Tanh(), new Linear(5, 2)));
        Linear first = (Linear)model.Layers[0];
        first.Freeze();
        Tensor input = RandomTensor.Normal(7, [3, 4]);
        var result = NormSharp.GradientChecking.GradientCheck.Run(model, input, samples: int.MaxValue);
        Assert.Equal(input.Length + model.ParameterCount() - first.ParameterCount(), result.Checked);
        Assert.True(result.RelativeError <= Bound, result.ToString());
    }

    internal static ActivationModule[] ActivationModules() =>
        [new Relu(), new LeakyRelu(0.2f), new Sigmoid(), new Tanh(), new Gelu(), new Silu()];
}
