using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Local response normalization: y = x·(k + α/size·Σx²)^−β, where the sum runs over <c>size</c> channels at the same position: from size/2
/// before the value's own to (size − 1)/2 after it.
/// </summary>
/// <remarks>
/// <para>Input [N, C, …] of any rank from 3, output of the same shape. Channels that do not exist count as zeros and are counted. There are
/// no parameters and no state; training and evaluation are the same.</para>
/// <para>Source: Krizhevsky, Sutskever and Hinton 2012, section 3.3. The definition and the defaults are PyTorch's, which averages over the
/// window where the paper sums: the paper's α = 1e-4 with size 5 is α = 5e-4 here.</para>
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

    internal static LayerDefinition<LocalResponseNorm> Definition { get; } = new()
    {
        Type = nameof(LocalResponseNorm),
        Make = settings => new LocalResponseNorm(
            settings.Int("size"),
            new LocalResponseNormOptions
            {
                Alpha = settings.Double("alpha"),
                Beta = settings.Double("beta"),
                K = settings.Double("k"),
                IsLongerAfter = settings.OptionalBool("longer_after") ?? false,
            }),
        Describe = (layer, _) =>
        {
            var settings = new JsonObject
            {
                ["size"] = layer.Size,
                ["alpha"] = layer.Options.Alpha,
                ["beta"] = layer.Options.Beta,
                ["k"] = layer.Options.K,
            };
            if (layer.Options.IsLongerAfter)
            {
                settings["longer_after"] = true;
            }

            return settings;
        },
        State = _ => StateSize.None,
        Output = (_, inputs) => inputs[0].Rank >= 3
            ? inputs[0]
            : throw new ArgumentException(
                $"local response normalization takes an input [N, C, …] of at least 3 dimensions; it has shape {inputs[0]}"),
        Normalization = "local response",
    };

    /// <inheritdoc/>
    public override string ToString() => $"LocalResponseNorm({Size})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x)
        => x.LocalResponseNormalize(new ResponseWindow(Size, (float)Options.Alpha, (float)Options.Beta, (float)Options.K)
        {
            IsLongerAfter = Options.IsLongerAfter,
        });
}
