using NormSharp.Autograd;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Tests.Parity;

/// <summary>Layers whose weight is computed, against PyTorch, and weight standardization against its formula in double.</summary>
public sealed class WeightParityTests
{
    private const int Steps = 4;

    public static TheoryData<string, string> WeightNormCases => ParityRun.Cases("weight_norm");

    public static TheoryData<string, string> StandardizationCases => ParityRun.Cases("weight_standardization");

    public static TheoryData<string, string> SpectralNormCases => ParityRun.Cases("spectral_norm");

    [Theory]
    [MemberData(nameof(WeightNormCases))]
    public void WeightNorm_agrees(string name, string backend)
    {
        FixtureCase fixture = FixtureFile.Load("weight_norm").Case(name);
        Check(fixture, backend, new WeightNorm(Plain(fixture)));
    }

    [Theory]
    [MemberData(nameof(StandardizationCases))]
    public void WeightStandardization_agrees(string name, string backend)
    {
        FixtureCase fixture = FixtureFile.Load("weight_standardization").Case(name);
        Check(fixture, backend, new WeightStandardization(Plain(fixture), fixture.Number("epsilon")));
    }

    [Theory]
    [MemberData(nameof(SpectralNormCases))]
    public void SpectralNorm_agrees_in_four_training_steps_and_in_evaluation(string name, string backend)
    {
        FixtureCase fixture = FixtureFile.Load("spectral_norm").Case(name);
        var layer = new SpectralNorm(Plain(fixture), (int)fixture.Number("iterations"));
        ParityRun.Assign(layer.U, fixture["weight_u_0"]);
        ParityRun.Assign(layer.V, fixture["weight_v_0"]);
        if (layer.Bias is not null)
        {
            ParityRun.Assign(layer.Bias, fixture["bias"]);
        }

        for (int step = 1; step <= Steps; step++)
        {
            ParityRun.Assign(layer.Original, fixture[$"weight_orig_{step}"]);
            layer.ClearGradients();
            CheckPass(fixture, backend, layer, $"_{step}");
            ParityRun.Check($"u after step {step}", layer.U, fixture[$"weight_u_{step}"]);
            ParityRun.Check($"v after step {step}", layer.V, fixture[$"weight_v_{step}"]);
        }

        layer.Evaluate();
        layer.ClearGradients();
        float[] u = layer.U.ToArray();
        CheckPass(fixture, backend, layer, string.Empty);
        Assert.Equal(u, layer.U.ToArray());
    }

    private static void Check(FixtureCase fixture, string backend, WeightReparametrization layer)
    {
        foreach ((string name, Parameter parameter) in layer.NamedParameters())
        {
            ParityRun.Assign(parameter, fixture[name]);
        }

        CheckPass(fixture, backend, layer, string.Empty);
    }

    private static void CheckPass(FixtureCase fixture, string backend, WeightReparametrization layer, string suffix)
    {
        using var run = new ParityRun(backend);
        Tensor x = run.Watch(fixture["x" + suffix]);
        Tensor y = layer.Forward(x);
        run.Backward(y, fixture["dy" + suffix]);
        ParityRun.Check("y" + suffix, y, fixture["y" + suffix]);
        run.CheckGradient("dx" + suffix, x, fixture["dx" + suffix]);
        foreach ((string name, Parameter parameter) in layer.NamedParameters())
        {
            run.CheckGradient($"d_{name}{suffix}", parameter, fixture[$"d_{name}{suffix}"]);
        }
    }

    private static Module Plain(FixtureCase fixture)
    {
        int inputs = (int)fixture.Number("inputs");
        int outputs = (int)fixture.Number("outputs");
        return fixture.Text("kind") == "linear"
            ? new Linear(inputs, outputs, fixture.Flag("bias"))
            : new Conv2d(inputs, outputs, (int)fixture.Number("kernel"), new Conv2dOptions
            {
                Stride = (int)fixture.Number("stride", 1),
                Padding = (int)fixture.Number("padding"),
                Groups = (int)fixture.Number("groups", 1),
                Bias = fixture.Flag("bias"),
            });
    }
}
