using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Lowering;

/// <summary>What a layer becomes in an inference plan: calls of the backend on tensors that were made beforehand.</summary>
/// <param name="Bind">
/// Makes everything that a run needs, such as geometries, and gives the run itself. It is called once for each size of batch and each fork
/// of the plan; what it gives is called often and should make no objects. Calls of different forks run at the same time: they may share
/// only what never changes, such as weights that were copied when the layer was lowered.
/// </param>
/// <example>
/// <code>
/// new PlanOperation(operands => () => operands.Backend.Affine(2, 0, operands.Inputs[0], operands.Output)) { WorksInPlace = true }
/// </code>
/// </example>
public sealed record PlanOperation(Func<Operands, Action> Bind)
{
    /// <summary>Whether it applies <see cref="Operands.Activation"/> in the same pass over memory.</summary>
    public bool TakesActivation { get; init; }

    /// <summary>Whether it adds <see cref="Operands.Residual"/> before the activation in the same pass over memory.</summary>
    public bool TakesResidual { get; init; }

    /// <summary>Whether the output may be the memory of an input of the same length.</summary>
    public bool WorksInPlace { get; init; }

    /// <summary>Whether it adds two tensors of one shape, which the step that computes one of them may do instead.</summary>
    public bool IsSum { get; init; }

    /// <summary>Whether it computes one sample only, since it mixes or moves the first dimension.</summary>
    internal bool IsForOneSample { get; init; }

    /// <summary>How it computes on blocked images; null where it does not.</summary>
    internal BlockedForm? Blocked { get; init; }

    /// <summary>The shape of one sample of what the step keeps between its calls, in the plan's memory; null for nothing.</summary>
    internal Shape? Scratch { get; init; }

    /// <summary>
    /// What the step has a kernel solve for some operands, and by which algorithms it could; null where there is nothing to choose.
    /// </summary>
    internal Func<Operands, KernelChoice>? Choice { get; init; }

    /// <summary>
    /// Whether its run may hold the backend's threads from beginning to end: it calls kernels alone and waits for nothing else.
    /// </summary>
    internal bool MayRunAlone { get; init; } = true;

    /// <summary>An elementwise function of one tensor.</summary>
    public static PlanOperation Activate(Activation activation) => new PlanOperation(operands =>
    {
        (Backend backend, Tensor x, Tensor y) = (operands.Backend, operands.Inputs[0], operands.Output);
        return () => backend.Activate(activation, x, y);
    }).NumberByNumber();

    /// <summary>The same, known to compute number by number: in place, and in any layout.</summary>
    internal PlanOperation NumberByNumber() => this with { WorksInPlace = true, Blocked = new BlockedElementwiseForm(Bind) };
}
