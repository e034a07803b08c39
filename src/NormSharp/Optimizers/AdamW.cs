using NormSharp.Backends;

namespace NormSharp.Optimizers;

/// <summary>
/// AdamW (Loshchilov and Hutter 2019): Adam whose weight decay is taken off the weight itself, w ← w − η·λ·w, not added to the gradient.
/// </summary>
public sealed class AdamW : Adam
{
    /// <summary>Trains all parameters of a module.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public AdamW(Layers.Module module, AdamOptions? options = null, Backend? backend = null)
        : this(ParameterGroup.All(module), options, backend)
    {
    }

    /// <summary>Trains groups of parameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public AdamW(IReadOnlyList<ParameterGroup> groups, AdamOptions? options = null, Backend? backend = null)
        : base(groups, options ?? new AdamOptions(), decoupled: true, backend)
    {
    }
}
