using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Inference.Operations;

/// <summary>A linear layer, with bias and activation.</summary>
internal sealed class LinearOperation(string name, Tensor weight, Tensor? bias, PlanValue input, PlanValue output)
    : PlanOperation(name, nameof(Linear), [input], output)
{
    public override bool TakesActivation => true;

    public override BoundOperation Bind(Backend backend, Func<PlanValue, Tensor> tensorOf)
        => new Bound(backend, Rows(tensorOf(input)), weight, bias, Activation, Rows(tensorOf(Output)));

    private static Tensor Rows(Tensor x) => x.View([x.Length / x.Shape[^1], x.Shape[^1]]);

    private sealed class Bound(Backend backend, Tensor x, Tensor weight, Tensor? bias, Activation activation, Tensor y) : BoundOperation
    {
        public override void Run() => backend.Linear.ForwardThen(x, weight, bias, activation, y);
    }
}
