using NormSharp.Layers;
using static NormSharp.Tests.Gradients.GradientsOf;

namespace NormSharp.Tests.Gradients;

/// <summary>Gradients of layers whose weight is computed, by their input and parameters.</summary>
public sealed class WeightGradientTests
{
    private static readonly Conv2dOptions Grouped = new() { Groups = 2, Stride = 2, Padding = 1 };

    [Fact]
    public void WeightNorm()
    {
        Layer(Scattered(new WeightNorm(new Linear(5, 3))), 4, 5);
        Layer(Scattered(new WeightNorm(new Linear(6, 1, bias: false))), 2, 3, 6);
        Layer(Scattered(new WeightNorm(new Conv2d(4, 6, (3, 2), Grouped))), 2, 4, 5, 4);
    }

    [Fact]
    public void WeightStandardization()
    {
        Layer(Scattered(new WeightStandardization(new Linear(5, 3))), 4, 5);
        Layer(Scattered(new WeightStandardization(new Conv2d(4, 6, (3, 2), Grouped), 0.1)), 2, 4, 5, 4);
    }

    /// <summary>In evaluation u and v are constants, as the gradient takes them.</summary>
    [Fact]
    public void SpectralNorm_with_its_vectors_as_constants()
    {
        foreach (SpectralNorm layer in (SpectralNorm[])
            [Scattered(new SpectralNorm(new Linear(5, 3))), Scattered(new SpectralNorm(new Linear(4, 1, bias: false)))])
        {
            layer.Evaluate();
            Layer(layer, 4, layer.V.Length);
        }

        SpectralNorm conv = Scattered(new SpectralNorm(new Conv2d(4, 6, (3, 2), Grouped)));
        conv.Evaluate();
        Layer(conv, 2, 4, 5, 4);
    }

    [Fact]
    public void A_wrapper_that_is_used_twice_gathers_both_gradients()
    {
        WeightNorm shared = Scattered(new WeightNorm(new Linear(4, 4)));
        Layer(new Sequential(shared, new Tanh(), shared), 3, 4);
    }
}
