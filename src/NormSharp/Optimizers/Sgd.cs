using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Optimizers;

/// <summary>
/// Stochastic gradient descent as PyTorch does it: g ← g + λw; v ← m·v + (1 − d)·g, at first v ← g; w ← w − η·(g + m·v) with
/// Nesterov, w − η·v without.
/// </summary>
public sealed class Sgd : Optimizer
{
    private readonly SgdOptions _options;

    /// <summary>Trains all parameters of a module.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public Sgd(Layers.Module module, SgdOptions? options = null, Backend? backend = null)
        : this(ParameterGroup.All(module), options, backend)
    {
    }

    /// <summary>Trains groups of parameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public Sgd(IReadOnlyList<ParameterGroup> groups, SgdOptions? options = null, Backend? backend = null)
        : base(groups, (options ??= new SgdOptions()).LearningRate, options.WeightDecay, backend)
    {
        if (options.Momentum is not (>= 0 and <= 1) || options.Dampening is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), $"momentum is {options.Momentum}, dampening {options.Dampening}; both are between 0 and 1");
        }

        if (options.Nesterov && (options.Momentum == 0 || options.Dampening != 0))
        {
            throw new ArgumentOutOfRangeException(nameof(options), "Nesterov needs a momentum above 0 and no dampening");
        }

        _options = options;
    }

    private protected override IReadOnlyList<string> StateNames => _options.Momentum == 0 ? [] : ["velocity"];

    private protected override void Update(Parameter parameter, Tensor gradient, Slot slot, Rates rates)
    {
        var step = new SgdStep(
            rates.LearningRate,
            _options.Momentum,
            _options.Dampening,
            _options.Nesterov,
            rates.WeightDecay,
            rates.GradientScale,
            FirstStep: slot.Steps == 1);
        Backend.Optimizers.Sgd(step, parameter, gradient, slot.State.Count == 0 ? null : slot.State[0]);
    }
}
