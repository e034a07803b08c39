using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Inference.Operations;

/// <summary>The sum of a residual block that no convolution could take over, and its activation.</summary>
internal sealed class AddOperation(string name, PlanValue a, PlanValue b, PlanValue output) : PlanOperation(name, "Add", [a, b], output)
{
    public override bool TakesActivation => true;

    public override bool WorksInPlace => true;

    public override BoundOperation Bind(Backend backend, Func<PlanValue, Tensor> tensorOf)
        => new Bound(backend, tensorOf(a), tensorOf(b), Activation, tensorOf(Output));

    private sealed class Bound(Backend backend, Tensor a, Tensor b, Activation activation, Tensor y) : BoundOperation
    {
        public override void Run() => backend.AddThen(a, b, activation, y);
    }
}
