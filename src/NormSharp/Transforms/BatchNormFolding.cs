using NormSharp.Backends;
using NormSharp.Graphs;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Transforms;

/// <summary>
/// Folds normalizations with constant coefficients into the convolution or linear layer beside them, so that a network in use computes the
/// same with fewer passes over memory.
/// </summary>
/// <remarks>
/// <para>
/// In evaluation batch normalization is y = s·(x − μ) + β with s = γ/√(σ² + ε). After a layer x = W·u + b it gives W ← s·W and
/// b ← s·(b − μ) + β; before a layer W·y + b it gives W ← W·s and b ← b + Σ W·(β − s·μ). Both are computed in double and rounded once.
/// </para>
/// <para>
/// Layers that such a line passes through unchanged may stand between: dropout (in evaluation the identity), flattening, average
/// pooling, and max pooling where no scale is negative. Everything else is refused with its reason.
/// </para>
/// <para>The folded network is for evaluation; training it goes on without normalization.</para>
/// <para>Source: Jacob et al. 2018, "Quantization and Training of Neural Networks", section 3.2, equation 14.</para>
/// </remarks>
public static class BatchNormFolding
{
    /// <summary>Folds what can be folded exactly.</summary>
    /// <param name="model">The network; left as it is.</param>
    /// <param name="input">The shape of its input, for example [1, 3, 32, 32]; the first extent does not matter.</param>
    /// <param name="backend">What runs layers whose shapes are not known; the CPU with all its processors when null.</param>
    /// <returns>A new network, what was folded, and what was not and why; without any folded layer it is a plain copy.</returns>
    /// <exception cref="LayerException">The input does not fit the network.</exception>
    /// <exception cref="NotSupportedException">A layer does not describe itself, so it cannot be copied.</exception>
    public static FoldResult Fold(Module model, Shape input, Backend? backend = null)
        => Fold(model, (IReadOnlyList<Shape>)[input], backend);

    /// <summary>Folds what can be folded exactly in a network of several inputs.</summary>
    /// <param name="model">The network; left as it is.</param>
    /// <param name="inputs">The shapes of its inputs; the first extents do not matter.</param>
    /// <param name="backend">What runs layers whose shapes are not known; the CPU with all its processors when null.</param>
    /// <inheritdoc cref="Fold(Module, Shape, Backend)"/>
    public static FoldResult Fold(Module model, IReadOnlyList<Shape> inputs, Backend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        GraphFolding folding = GraphFolding.Of(model, SingleSample.Graph(model, inputs, backend));
        return new FoldResult(folding.Copy(), folding.Folded, folding.Unfolded);
    }
}
