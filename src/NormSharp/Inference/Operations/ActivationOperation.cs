using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Inference.Operations;

/// <summary>An activation that nothing in front of it could take over.</summary>
internal sealed class ActivationOperation(string name, Activation function, PlanValue input, PlanValue output)
    : PlanOperation(name, function.Kind.ToString(), [input], output)
{
    public override bool WorksInPlace => true;

    public override BoundOperation Bind(Backend backend, Func<PlanValue, Tensor> tensorOf)
        => new Bound(backend, function, tensorOf(input), tensorOf(Output));

    private sealed class Bound(Backend backend, Activation function, Tensor x, Tensor y) : BoundOperation
    {
        public override void Run() => backend.Activate(function, x, y);
    }
}
