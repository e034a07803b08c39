using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Optimizers;

/// <summary>Moves parameters along their gradients, and keeps the state that this takes.</summary>
public abstract class Optimizer
{
    private readonly ParameterGroup[] _groups;
    private readonly (string Name, Parameter Parameter)[][] _members;
    private readonly Dictionary<Parameter, Slot> _slots = new(ReferenceEqualityComparer.Instance);

    private protected Optimizer(IReadOnlyList<ParameterGroup> groups, double learningRate, double weightDecay, Backend? backend)
    {
        if (!(learningRate >= 0) || double.IsInfinity(learningRate))
        {
            throw new ArgumentOutOfRangeException(nameof(learningRate), learningRate, "a learning rate is a number of at least 0");
        }

        if (!(weightDecay >= 0) || double.IsInfinity(weightDecay))
        {
            throw new ArgumentOutOfRangeException(nameof(weightDecay), weightDecay, "weight decay is a number of at least 0");
        }

        var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
        foreach (ParameterGroup group in groups)
        {
            if (!(group.LearningRateScale >= 0) || group.WeightDecay is not (null or >= 0))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(groups),
                    $"a group's learning rate scale is {group.LearningRateScale}, its weight decay {group.WeightDecay}; both are at "
                        + "least 0");
            }

            foreach ((string name, Parameter parameter) in group.Parameters)
            {
                if (!seen.Add(parameter))
                {
                    throw new ArgumentException(
                        $"parameter \"{name}\" stands in more than one place of the groups; each is stepped once", nameof(groups));
                }
            }
        }

        _groups = [.. groups];
        _members = [.. groups.Select(group => group.Parameters.ToArray())];
        LearningRate = learningRate;
        WeightDecay = weightDecay;
        Backend = backend ?? Backend.Default;
    }

    /// <summary>The parameters, in groups that share settings.</summary>
    public IReadOnlyList<ParameterGroup> Groups => _groups;

    /// <summary>How far a step goes; a schedule changes it.</summary>
    public double LearningRate { get; set; }

    /// <summary>Weight decay of the groups that name none.</summary>
    public double WeightDecay { get; }

    /// <summary>What computes.</summary>
    protected Backend Backend { get; }

    /// <summary>
    /// Moves every parameter that has a gradient and is not frozen.
    /// </summary>
    /// <param name="gradientScale">By what gradients are multiplied first, as <see cref="GradientClipping"/> finds it.</param>
    public void Step(double gradientScale = 1)
    {
        for (int i = 0; i < _groups.Length; i++)
        {
            ParameterGroup group = _groups[i];
            var rates = new Rates(LearningRate * group.LearningRateScale, group.WeightDecay ?? WeightDecay, gradientScale);
            foreach ((_, Parameter parameter) in _members[i])
            {
                if (parameter is { IsFrozen: false, Gradient: { } gradient })
                {
                    Slot slot = SlotOf(parameter);
                    slot.Steps++;
                    Update(parameter, gradient, slot, rates);
                }
            }
        }
    }

    /// <summary>The state of every parameter that has been moved: tensors by parameter and kind (<c>conv1.weight/velocity</c>).</summary>
    public IEnumerable<(string Name, Tensor State)> NamedState()
        => Named().SelectMany(entry => StateNames.Select((kind, i) => ($"{entry.Name}/{kind}", entry.Slot.State[i])));

    /// <summary>How many steps each parameter that has been moved has made.</summary>
    public IEnumerable<(string Name, long Steps)> NamedSteps() => Named().Select(entry => (entry.Name, entry.Slot.Steps));

    /// <summary>
    /// Makes the state of a parameter and sets its step count, so that the tensors of <see cref="NamedState"/> can be filled when a
    /// training is resumed.
    /// </summary>
    /// <exception cref="ArgumentException">There is no parameter of that name.</exception>
    public void RestoreSteps(string name, long steps)
    {
        foreach (ParameterGroup group in Groups)
        {
            foreach ((string candidate, Parameter parameter) in group.Parameters)
            {
                if (candidate == name)
                {
                    SlotOf(parameter).Steps = steps;
                    return;
                }
            }
        }

        throw new ArgumentException($"the optimizer has no parameter named \"{name}\"", nameof(name));
    }

    /// <summary>What the tensors of state are called, for example "velocity".</summary>
    private protected abstract IReadOnlyList<string> StateNames { get; }

    private protected abstract void Update(Parameter parameter, Tensor gradient, Slot slot, Rates rates);

    private Slot SlotOf(Parameter parameter)
        => _slots.TryGetValue(parameter, out Slot? slot) ? slot : _slots[parameter] = NewSlot(parameter.Shape);

    private Slot NewSlot(Shape shape) => new() { State = [.. StateNames.Select(_ => Zeros(shape))] };

    private Tensor Zeros(Shape shape)
    {
        var zeros = new Tensor(Backend.Allocate(shape.ElementCount), shape, owner: null);
        Backend.Fill(zeros, 0);
        return zeros;
    }

    private IEnumerable<(string Name, Slot Slot)> Named()
    {
        foreach (ParameterGroup group in Groups)
        {
            foreach ((string name, Parameter parameter) in group.Parameters)
            {
                if (_slots.TryGetValue(parameter, out Slot? slot))
                {
                    yield return (name, slot);
                }
            }
        }
    }

    private protected readonly record struct Rates(double LearningRate, double WeightDecay, double GradientScale);

    private protected sealed class Slot
    {
        public required IReadOnlyList<Tensor> State { get; init; }

        public long Steps { get; set; }
    }
}
