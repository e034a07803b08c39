using NormSharp.Backends;

namespace NormSharp.Optimizers;

/// <summary>
/// Adam (Kingma and Ba 2015): w ← w − η·m̂/(√v̂ + ε), with the bias-corrected running means m̂ of g and v̂ of g², where g includes λ·w.
/// </summary>
public sealed class Adam : AdamBase
{
    /// <summary>Trains all parameters of a module.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public Adam(Layers.Module module, AdamOptions? options = null, Backend? backend = null)
        : this(ParameterGroup.All(module), options, backend)
    {
    }

    /// <summary>Trains groups of parameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public Adam(IReadOnlyList<ParameterGroup> groups, AdamOptions? options = null, Backend? backend = null)
        : base(groups, options ?? new AdamOptions(), decoupled: false, backend)
    {
    }
}
