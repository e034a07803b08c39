using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Inference;

/// <summary>One step of a plan before it has memory: what it reads, what it writes, and what has been fused after it.</summary>
/// <param name="name">The layer's path.</param>
/// <param name="kind">What it computes.</param>
/// <param name="operation">How.</param>
/// <param name="inputs">What it reads.</param>
/// <param name="output">What it writes.</param>
internal sealed class PlanStep(string name, string kind, PlanOperation operation, PlanValue[] inputs, PlanValue output)
{
    public string Name { get; } = name;

    /// <summary>How it computes.</summary>
    public PlanOperation Operation { get; } = operation;

    /// <summary>How it computes on blocked images; null where it does not.</summary>
    public BlockedForm? Blocked => Operation.Blocked;

    /// <summary>What it reads, without what is added.</summary>
    public IReadOnlyList<PlanValue> Operands => inputs;

    public IReadOnlyList<PlanValue> Inputs => Residual is null ? inputs : [.. inputs, Residual];

    public PlanValue Output { get; } = output;

    /// <summary>Whether the output may overwrite the input, number by number.</summary>
    public bool WorksInPlace => Operation.WorksInPlace;

    /// <summary>All values that need their memory while it runs.</summary>
    public IEnumerable<PlanValue> Touched => Scratch is null ? Inputs.Append(Output) : Inputs.Append(Output).Append(Scratch);

    /// <summary>What it keeps between its calls; null for nothing.</summary>
    public PlanValue? Scratch { get; } = operation.Scratch is { } shape ? new PlanValue(shape) : null;

    /// <summary>What it computes once from its weights.</summary>
    public StepConstants Constants { get; } = new();

    /// <summary>What is applied to the result.</summary>
    public Activation Activation { get; private set; } = Activation.Identity;

    /// <summary>What is added before the activation; null for nothing.</summary>
    public PlanValue? Residual { get; private set; }

    public string Title
    {
        get
        {
            string sum = Residual is null ? string.Empty : " + residual";
            string activation = Activation.Kind == ActivationKind.Identity ? string.Empty : $" + {Activation.Kind}";
            return $"{kind}{sum}{activation}";
        }
    }

    /// <summary>The same step on other values.</summary>
    public PlanStep With(PlanOperation how, PlanValue[] operands, PlanValue? residual, PlanValue result)
        => new(Name, kind, how, operands, result) { Activation = Activation, Residual = residual };

    public bool TryFuse(Activation activation)
    {
        bool fuses = Operation.TakesActivation && Activation.Kind == ActivationKind.Identity;
        Activation = fuses ? activation : Activation;
        return fuses;
    }

    public bool TryFuse(PlanValue residual)
    {
        bool fuses = Operation.TakesResidual && Residual is null && Activation.Kind == ActivationKind.Identity;
        Residual = fuses ? residual : Residual;
        return fuses;
    }

    /// <summary>What it computes for a size of batch, and the ways in which it can.</summary>
    public StepChoice ChoiceFor(Backend backend, Func<PlanValue, Tensor> tensorOf)
    {
        Operands operands = OperandsOf(backend, tensorOf);
        bool triesAlone = backend.Threads > 1 && Operation.MayRunAlone;
        return Operation.Choice?.Invoke(operands) is { } kernel
            ? StepChoice.Of(kernel.Problem, kernel.Algorithms, triesAlone)
            : StepChoice.Of(
                $"{Title} {string.Join(", ", operands.Inputs.Select(x => x.Shape))} to {operands.Output.Shape}", [], triesAlone);
    }

    /// <summary>The step for a size of batch and the memory of a fork: everything that a run needs is made here.</summary>
    public Action Bind(Backend backend, Func<PlanValue, Tensor> tensorOf, StepSetting setting)
    {
        Action step = Operation.Bind(OperandsOf(backend, tensorOf) with { Algorithm = setting.Algorithm });
        return setting.IsAlone ? () => backend.Alone(step) : step;
    }

    private Operands OperandsOf(Backend backend, Func<PlanValue, Tensor> tensorOf)
        => new(backend, [.. inputs.Select(tensorOf)], tensorOf(Output))
        {
            Residual = Residual is null ? null : tensorOf(Residual),
            Activation = Activation,
            Scratch = Scratch is null ? null : tensorOf(Scratch),
            Constants = Constants,
        };
}
