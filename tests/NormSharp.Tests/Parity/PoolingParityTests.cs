using NormSharp.Layers;

namespace NormSharp.Tests.Parity;

/// <summary>Maximum, average and global average pooling against PyTorch.</summary>
public sealed class PoolingParityTests
{
    public static TheoryData<string, string> Cases => ParityRun.Cases("pooling");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Output_and_gradient_agree(string name, string backend)
    {
        FixtureCase fixture = FixtureFile.Load("pooling").Case(name);
        Module layer = fixture.Text("kind") switch
        {
            "max" => new MaxPool2d(fixture.Pair("kernel"), fixture.Pair("stride"), fixture.Pair("padding")),
            "average" => new AveragePool2d(
                fixture.Pair("kernel"), fixture.Pair("stride"), fixture.Pair("padding"), fixture.Flag("countPadding")),
            _ => new GlobalAveragePool2d(),
        };
        LayerParity.Check(fixture, backend, layer);
    }
}
