using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Inference.Operations;

/// <summary>The mean of each plane.</summary>
internal sealed class PlaneMeanOperation(string name, PlanValue input, PlanValue output)
    : PlanOperation(name, nameof(GlobalAveragePool2d), [input], output)
{
    public override BoundOperation Bind(Backend backend, Func<PlanValue, Tensor> tensorOf) => new Bound(backend, tensorOf(input), tensorOf(Output));

    private sealed class Bound(Backend backend, Tensor x, Tensor y) : BoundOperation
    {
        public override void Run()
        {
            int spatial = x.Shape[2] * x.Shape[3];
            backend.Sum(new Reduction(y.Length, spatial, 1), x, y);
            backend.Affine(1.0 / spatial, 0, y, y);
        }
    }
}
