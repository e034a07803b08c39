using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Tests.Parity;

/// <summary>InstanceNorm against PyTorch: training steps, with running statistics four of them, then evaluation.</summary>
public sealed class InstanceNormParityTests
{
    private const int Steps = 4;

    public static TheoryData<string, string> Cases { get; } = ParityRun.Cases("sample_norms_instance");

    [Fact]
    public void All_cases_are_found() => Assert.Equal(24, Cases.Count);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Training_and_evaluation_agree(string name, string backend)
    {
        FixtureCase fixture = FixtureFile.Load("sample_norms_instance").Case(name);
        InstanceNorm layer = Create(fixture);
        for (int step = 1; fixture.Has($"step{step}.x"); step++)
        {
            Pass(fixture, layer, $"step{step}", backend);
            if (layer.RunningMean is not null)
            {
                ParityRun.Check($"step{step}.running_mean", layer.RunningMean, fixture[$"step{step}.running_mean"]);
                ParityRun.Check($"step{step}.running_var", layer.RunningVariance, fixture[$"step{step}.running_var"]);

                // PyTorch leaves the counter of this layer at 0.
                Assert.Equal(step, layer.BatchesTracked!.Value);
            }
        }

        layer.Evaluate();
        float[] before = [.. layer.NamedBuffers().SelectMany(entry => entry.Buffer.ToArray())];
        Pass(fixture, layer, "evaluation", backend);
        Assert.Equal(before, layer.NamedBuffers().SelectMany(entry => entry.Buffer.ToArray()));
        Assert.Equal(fixture.Flag("track") ? Steps : 0, layer.BatchesTracked?.Value ?? 0);
    }

    private static InstanceNorm Create(FixtureCase fixture)
    {
        var layer = new InstanceNorm(
            fixture["step1.x"].Shape[1],
            new InstanceNormOptions
            {
                Epsilon = fixture.Number("eps"),
                NewStatisticWeight = fixture.Number("momentum"),
                Affine = fixture.Flag("affine"),
                TrackRunningStatistics = fixture.Flag("track"),
            });
        if (layer.Gamma is not null)
        {
            ParityRun.Assign(layer.Gamma, fixture["gamma"]);
            ParityRun.Assign(layer.Beta!, fixture["beta"]);
        }

        return layer;
    }

    private static void Pass(FixtureCase fixture, InstanceNorm layer, string step, string backend)
    {
        layer.ClearGradients();
        using var run = new ParityRun(backend);
        Tensor x = run.Watch(fixture[$"{step}.x"]);
        Tensor y = layer.Forward(x);
        run.Backward(y, fixture[$"{step}.dy"]);
        ParityRun.Check($"{step}.y", y, fixture[$"{step}.y"]);
        run.CheckGradient($"{step}.dx", x, fixture[$"{step}.dx"]);
        Assert.Equal(fixture.Has("gamma"), layer.Gamma is not null);
        if (layer.Gamma is not null)
        {
            run.CheckGradient($"{step}.dGamma", layer.Gamma, fixture[$"{step}.dGamma"]);
            run.CheckGradient($"{step}.dBeta", layer.Beta!, fixture[$"{step}.dBeta"]);
        }
    }
}
