using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Optimizers;

/// <summary>
/// Adam (Kingma and Ba 2015): w ← w − η·m̂/(√v̂ + ε), with the bias-corrected running means m̂ of g and v̂ of g², where g includes λ·w.
/// </summary>
public class Adam : Optimizer
{
    private readonly AdamOptions _options;
    private readonly bool _decoupled;

    /// <summary>Trains all parameters of a module.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public Adam(Layers.Module module, AdamOptions? options = null, Backend? backend = null)
        : this(ParameterGroup.All(module), options, backend)
    {
    }

    /// <summary>Trains groups of parameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public Adam(IReadOnlyList<ParameterGroup> groups, AdamOptions? options = null, Backend? backend = null)
        : this(groups, options ?? new AdamOptions(), decoupled: false, backend)
    {
    }

    /// <summary>With the weight decay in the gradient, or decoupled from it.</summary>
    private protected Adam(IReadOnlyList<ParameterGroup> groups, AdamOptions options, bool decoupled, Backend? backend)
        : base(groups, options.LearningRate, options.WeightDecay, backend)
    {
        if (options.Beta1 is not (>= 0 and < 1) || options.Beta2 is not (>= 0 and < 1) || !(options.Epsilon >= 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), $"Adam: β₁ is {options.Beta1}, β₂ {options.Beta2}, both in [0, 1); ε is {options.Epsilon}, at least 0");
        }

        _options = options;
        _decoupled = decoupled;
    }

    private protected override IReadOnlyList<string> StateNames => ["first_moment", "second_moment"];

    private protected override void Update(Parameter parameter, Tensor gradient, Slot slot, Rates rates)
    {
        var step = new AdamStep(
            rates.LearningRate,
            _options.Beta1,
            _options.Beta2,
            _options.Epsilon,
            rates.WeightDecay,
            rates.GradientScale,
            slot.Steps)
        { Decoupled = _decoupled };
        Backend.Optimizers.Adam(step, parameter, gradient, slot.State[0], slot.State[1]);
    }
}
