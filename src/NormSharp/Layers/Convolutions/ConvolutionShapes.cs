using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>The shapes of weights and outputs of convolutions of any rank.</summary>
internal static class ConvolutionShapes
{
    /// <summary>[outer, inner / groups, k₁, …, kₖ].</summary>
    /// <exception cref="ArgumentException">There are no channels, they do not fall into the groups, or the rank is above 3.</exception>
    public static Shape Weight(int outer, int inner, SpatialWindow window, int groups)
        => Math.Min(outer, inner) > 0 && groups > 0 && outer % groups == 0 && inner % groups == 0 && window.Rank <= 3
        ? Shape.Create([outer, inner / groups, .. window.Kernel])
        : throw new ArgumentException(
            $"a convolution between {inner} and {outer} channels in {groups} groups with a kernel "
                + $"{string.Join("×", window.Kernel)}: channels must be multiples of the groups, kernels have 1 to 3 dimensions");

    /// <summary>The output of a convolution.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Shape Output(Shape x, Shape weight, SpatialWindow window, int groups)
        => weight.Rank == window.Rank + 2 && x.Rank == weight.Rank && x[1] == (long)weight[1] * groups
        ? window.OutputOf(x, nameof(Convolution)).With(1, weight[0])
        : throw new ArgumentException($"a convolution in {groups} groups of input {x} with weight {weight}: the channels differ");

    /// <summary>The output of a transposed convolution.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Shape Transposed(Shape x, Shape weight, TransposedWindow window, int groups)
        => weight.Rank == window.Window.Rank + 2 && x.Rank == weight.Rank && x[1] == weight[0]
        ? window.OutputOf(x, checked(weight[1] * groups), "TransposedConvolution")
        : throw new ArgumentException($"a transposed convolution of input {x} with weight {weight}: the channels differ");
}
