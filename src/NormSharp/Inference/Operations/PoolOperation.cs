using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Inference.Operations;

/// <summary>Maximum or average pooling.</summary>
internal sealed class PoolOperation(string name, Pool2d layer, PlanValue input, PlanValue output) : PlanOperation(name, layer.TypeName, [input], output)
{
    public override BoundOperation Bind(Backend backend, Func<PlanValue, Tensor> tensorOf)
    {
        Tensor x = tensorOf(input);
        PoolingGeometry geometry = layer.Settings.GeometryOf(x.Shape, layer.TypeName);
        return layer is AveragePool2d average
            ? new BoundAverage(backend, geometry, average.CountPadding, x, tensorOf(Output))
            : new BoundMaximum(backend, geometry, x, tensorOf(Output));
    }

    private sealed class BoundAverage(Backend backend, PoolingGeometry geometry, bool countPadding, Tensor x, Tensor y) : BoundOperation
    {
        public override void Run() => backend.Pooling.Average(geometry, countPadding, x, y);
    }

    private sealed class BoundMaximum(Backend backend, PoolingGeometry geometry, Tensor x, Tensor y) : BoundOperation
    {
        public override void Run() => backend.Pooling.Max(geometry, x, y, default);
    }
}
