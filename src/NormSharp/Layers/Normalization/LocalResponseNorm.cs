using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Local response normalization: y = x·(k + α/size·Σx²)^−β, where the sum runs over <c>size</c> channels at the same position: from size/2 before the
/// value's own to (size − 1)/2 behind.
/// </summary>
/// <remarks>
/// <para>Input [N, C, …] of any rank from 3, output of the same shape. Channels that do not exist count as zeros and are counted. There are no parameters and no
/// state; training and evaluation are the same.</para>
/// <para>Source: Krizhevsky, Sutskever and Hinton 2012, section 3.3. The definition and the defaults are PyTorch's, which averages over the window where the paper sums: the
/// paper's α = 1e-4 with size 5 is α = 5e-4 here.</para>
/// </remarks>
public sealed class LocalResponseNorm : Module
{
    /// <summary>Makes the layer.</summary>
    /// <param name="size">Channels of a window.</param>
    /// <param name="options">α, β and k.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1, or a constant is not finite.</exception>
    public LocalResponseNorm(int size, LocalResponseNormOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        Options = options ?? new LocalResponseNormOptions();
        if (!double.IsFinite(Options.Alpha) || !double.IsFinite(Options.Beta) || !double.IsFinite(Options.K))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), $"LocalResponseNorm: alpha is {Options.Alpha}, beta {Options.Beta} and k {Options.K}; all must be finite");
        }

        Size = size;
    }

    /// <summary>Channels of a window.</summary>
    public int Size { get; }

    /// <summary>α, β and k.</summary>
    public LocalResponseNormOptions Options { get; }

    /// <inheritdoc/>
    public override LayerDescription Describe() => new(
        nameof(LocalResponseNorm),
        new JsonObject { ["size"] = Size, ["alpha"] = Options.Alpha, ["beta"] = Options.Beta, ["k"] = Options.K });

    /// <inheritdoc/>
    public override string ToString() => $"LocalResponseNorm({Size})";

    internal static LocalResponseNorm FromSettings(LayerSettings settings) => new(
        settings.Int("size"),
        new LocalResponseNormOptions { Alpha = settings.Double("alpha"), Beta = settings.Double("beta"), K = settings.Double("k") });

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x)
        => x.LocalResponseNormalize(new ResponseWindow(Size, (float)Options.Alpha, (float)Options.Beta, (float)Options.K));
}
