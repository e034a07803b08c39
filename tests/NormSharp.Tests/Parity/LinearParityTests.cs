using NormSharp.Layers;

namespace NormSharp.Tests.Parity;

/// <summary>Linear against PyTorch.</summary>
public sealed class LinearParityTests
{
    public static TheoryData<string, string> Cases => ParityRun.Cases("linear");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Output_and_gradients_agree(string name, string backend)
    {
        FixtureCase fixture = FixtureFile.Load("linear").Case(name);
        int[] weight = fixture["weight"].Shape;
        var layer = new Linear(weight[1], weight[0], fixture.Flag("bias"));
        LayerParity.Check(fixture, backend, layer, layer.Weight, layer.Bias);
    }
}
