using NormSharp.Layers;

namespace NormSharp.Tests.Parity;

/// <summary>Conv2d against PyTorch.</summary>
public sealed class ConvolutionParityTests
{
    public static TheoryData<string, string> Cases => ParityRun.Cases("conv2d");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Output_and_gradients_agree(string name, string backend)
    {
        FixtureCase fixture = FixtureFile.Load("conv2d").Case(name);
        int[] weight = fixture["weight"].Shape;
        var layer = new Conv2d(
            fixture["x"].Shape[1],
            weight[0],
            (weight[2], weight[3]),
            new Conv2dOptions
            {
                Stride = fixture.Pair("stride"),
                Padding = fixture.Pair("padding"),
                Dilation = fixture.Pair("dilation"),
                Groups = (int)fixture.Number("groups"),
                Bias = fixture.Flag("bias"),
            });
        LayerParity.Check(fixture, backend, layer, layer.Weight, layer.Bias);
    }
}
