using NormSharp.Autograd;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Tests.Parity;

/// <summary>Holds a layer with at most a weight and a bias to a fixture with x, dy, y, dx, dWeight and dBias.</summary>
internal static class LayerParity
{
    public static void Check(FixtureCase fixture, string backend, Module layer, Parameter? weight = null, Parameter? bias = null)
    {
        Assert.Equal(fixture.Has("weight"), weight is not null);
        Assert.Equal(fixture.Has("bias"), bias is not null);
        if (weight is not null)
        {
            ParityRun.Assign(weight, fixture["weight"]);
        }

        if (bias is not null)
        {
            ParityRun.Assign(bias, fixture["bias"]);
        }

        using var run = new ParityRun(backend);
        Tensor x = run.Watch(fixture["x"]);
        Tensor y = layer.Forward(x);
        run.Backward(y, fixture["dy"]);
        ParityRun.Check("y", y, fixture["y"]);
        run.CheckGradient("dx", x, fixture["dx"]);
        if (weight is not null)
        {
            run.CheckGradient("dWeight", weight, fixture["dWeight"]);
        }

        if (bias is not null)
        {
            run.CheckGradient("dBias", bias, fixture["dBias"]);
        }
    }
}
