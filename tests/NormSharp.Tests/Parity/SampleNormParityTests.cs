using NormSharp.Autograd;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Tests.Parity;

/// <summary>Layers that normalize each sample by itself, against PyTorch: output and gradients.</summary>
public sealed class SampleNormParityTests
{
    public static TheoryData<string, string> LayerCases { get; } = ParityRun.Cases("sample_norms_layer");

    public static TheoryData<string, string> RmsCases { get; } = ParityRun.Cases("sample_norms_rms");

    public static TheoryData<string, string> GroupCases { get; } = ParityRun.Cases("sample_norms_group");

    public static TheoryData<string, string> ResponseCases { get; } = ParityRun.Cases("sample_norms_response");

    [Fact]
    public void All_cases_are_found() => Assert.Equal(
        [28, 28, 26, 22], new[] { LayerCases.Count, RmsCases.Count, GroupCases.Count, ResponseCases.Count });

    [Theory]
    [MemberData(nameof(LayerCases))]
    public void LayerNorm_agrees(string name, string backend)
    {
        FixtureCase fixture = FixtureFile.Load("sample_norms_layer").Case(name);
        var options = new LayerNormOptions
        {
            Epsilon = fixture.Number("eps"),
            Affine = fixture.Flag("affine"),
            Bias = fixture.Flag("bias"),
        };
        Check(fixture, backend, new LayerNorm(Normalized(fixture), options));
    }

    [Theory]
    [MemberData(nameof(RmsCases))]
    public void RmsNorm_agrees(string name, string backend)
    {
        FixtureCase fixture = FixtureFile.Load("sample_norms_rms").Case(name);
        var options = new RmsNormOptions { Epsilon = fixture.Number("eps"), Affine = fixture.Flag("affine"), Bias = fixture.Flag("bias") };
        Check(fixture, backend, new RmsNorm(Normalized(fixture), options));
    }

    [Theory]
    [MemberData(nameof(GroupCases))]
    public void GroupNorm_agrees(string name, string backend)
    {
        FixtureCase fixture = FixtureFile.Load("sample_norms_group").Case(name);
        var options = new GroupNormOptions { Epsilon = fixture.Number("eps"), Affine = fixture.Flag("affine") };
        Check(fixture, backend, new GroupNorm((int)fixture.Number("groups"), fixture["x"].Shape[1], options));
    }

    [Theory]
    [MemberData(nameof(ResponseCases))]
    public void LocalResponseNorm_agrees(string name, string backend)
    {
        FixtureCase fixture = FixtureFile.Load("sample_norms_response").Case(name);
        var options = new LocalResponseNormOptions
        {
            Alpha = fixture.Number("alpha"),
            Beta = fixture.Number("beta"),
            K = fixture.Number("k"),
        };
        LayerParity.Check(fixture, backend, new LocalResponseNorm((int)fixture.Number("size"), options));
    }

    [Fact]
    public void Defaults_are_those_of_PyTorch()
    {
        Assert.Equal(1e-5, new LayerNorm([2]).Options.Epsilon);
        Assert.Equal((double)MathF.BitIncrement(1) - 1, new RmsNorm([2]).Options.Epsilon);
        Assert.Equal(["weight"], new RmsNorm([2]).NamedParameters().Select(entry => entry.Name));
        Assert.Equal(["weight", "bias"], new LayerNorm([2]).NamedParameters().Select(entry => entry.Name));
        Assert.Equal(["weight", "bias"], new GroupNorm(1, 2).NamedParameters().Select(entry => entry.Name));
        Assert.Empty(new InstanceNorm(2).NamedParameters());
        Assert.Empty(new InstanceNorm(2).NamedBuffers());
        Assert.Equal(new LocalResponseNormOptions { Alpha = 1e-4, Beta = 0.75, K = 1 }, new LocalResponseNorm(5).Options);
    }

    private static Shape Normalized(FixtureCase fixture)
        => Shape.Create([.. fixture.Options["normalized"]!.AsArray().Select(extent => (int)extent!)]);

    private static void Check(FixtureCase fixture, string backend, NormalizationModule layer)
    {
        Assert.Equal(fixture.Has("gamma"), layer.Gamma is not null);
        Assert.Equal(fixture.Has("beta"), layer.Beta is not null);
        Assign(fixture, "gamma", layer.Gamma);
        Assign(fixture, "beta", layer.Beta);
        using var run = new ParityRun(backend);
        Tensor x = run.Watch(fixture["x"]);
        Tensor y = layer.Forward(x);
        run.Backward(y, fixture["dy"]);
        ParityRun.Check("y", y, fixture["y"]);
        run.CheckGradient("dx", x, fixture["dx"]);
        CheckGradient(run, fixture, "dGamma", layer.Gamma);
        CheckGradient(run, fixture, "dBeta", layer.Beta);
    }

    private static void Assign(FixtureCase fixture, string name, Parameter? parameter)
    {
        if (parameter is not null)
        {
            ParityRun.Assign(parameter, fixture[name]);
        }
    }

    private static void CheckGradient(ParityRun run, FixtureCase fixture, string name, Parameter? parameter)
    {
        if (parameter is not null)
        {
            run.CheckGradient(name, parameter, fixture[name]);
        }
    }
}
