using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Tests.Parity;

/// <summary>BatchNorm against PyTorch: four consecutive training steps, then evaluation.</summary>
public sealed class BatchNormParityTests
{
    private const int Steps = 4;

    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (string path in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures"), "batchnorm_*_?d.safetensors")
            .Order())
        {
            foreach (string backend in ParityRun.Backends)
            {
                data.Add(Path.GetFileNameWithoutExtension(path)["batchnorm_".Length..], backend);
            }
        }

        return data;
    }

    [Fact]
    public void All_fixtures_are_found() => Assert.Equal(23 * ParityRun.Backends.Length, Cases().Count);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Training_and_evaluation_agree(string name, string backend)
    {
        FixtureCase fixture = Load(name);
        BatchNorm layer = Create(fixture);
        for (int step = 1; step <= Steps; step++)
        {
            Pass(fixture, layer, $"step{step}", backend);
            if (layer.BatchesTracked is not null)
            {
                ParityRun.Check($"step{step}.running_mean", layer.RunningMean, fixture[$"step{step}.running_mean"]);
                ParityRun.Check($"step{step}.running_var", layer.RunningVariance, fixture[$"step{step}.running_var"]);
                Assert.Equal(fixture[$"step{step}.num_batches_tracked"].Scalar, layer.BatchesTracked.Value);
            }
        }

        layer.Evaluate();
        float[] before = State(layer);
        Pass(fixture, layer, "evaluation", backend);
        Assert.Equal(before, State(layer));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Frozen_statistics_in_training_are_those_of_evaluation(string name, string backend)
    {
        FixtureCase fixture = Load(name);
        BatchNorm layer = Create(fixture);
        if (layer.BatchesTracked is null)
        {
            Assert.Throws<InvalidOperationException>(() => layer.FreezesStatistics = true);
            return;
        }

        ParityRun.Assign(layer.RunningMean!, fixture[$"step{Steps}.running_mean"]);
        ParityRun.Assign(layer.RunningVariance!, fixture[$"step{Steps}.running_var"]);
        layer.FreezesStatistics = true;
        layer.Train();
        float[] before = State(layer);
        Pass(fixture, layer, "evaluation", backend);
        Assert.Equal(before, State(layer));
    }

    private static FixtureCase Load(string name) => FixtureFile.Load($"batchnorm_{name}").Case(name);

    private static BatchNorm Create(FixtureCase fixture)
    {
        var layer = new BatchNorm(
            fixture["step1.x"].Shape[1],
            new BatchNormOptions
            {
                Epsilon = fixture.Number("eps"),
                NewStatisticWeight = fixture.Options["momentum"] is { } momentum ? (double)momentum : null,
                Affine = fixture.Flag("affine"),
                TrackRunningStatistics = fixture.Flag("track"),
            });
        Assert.Equal(fixture.Has("gamma"), layer.Gamma is not null);
        if (layer.Gamma is not null)
        {
            ParityRun.Assign(layer.Gamma, fixture["gamma"]);
            ParityRun.Assign(layer.Beta!, fixture["beta"]);
        }

        return layer;
    }

    private static void Pass(FixtureCase fixture, BatchNorm layer, string step, string backend)
    {
        layer.ClearGradients();
        using var run = new ParityRun(backend);
        Tensor x = run.Watch(fixture[$"{step}.x"]);
        Tensor y = layer.Forward(x);
        run.Backward(y, fixture[$"{step}.dy"]);
        ParityRun.Check($"{step}.y", y, fixture[$"{step}.y"]);
        if (fixture.Has($"{step}.dxFirstTerm"))
        {
            // Of two values per channel the terms of dx cancel but for ε, and rounding is all that float32 can leave.
            Closeness.CheckAgainstScale(
                $"{step}.dx", run.Tape.GradientOf(x)!.ToArray(), fixture[$"{step}.dx"], fixture[$"{step}.dxFirstTerm"].Scalar);
        }
        else
        {
            run.CheckGradient($"{step}.dx", x, fixture[$"{step}.dx"]);
        }

        if (layer.Gamma is not null)
        {
            run.CheckGradient($"{step}.dGamma", layer.Gamma, fixture[$"{step}.dGamma"]);
            run.CheckGradient($"{step}.dBeta", layer.Beta!, fixture[$"{step}.dBeta"]);
        }
    }

    private static float[] State(BatchNorm layer) =>
        [.. layer.NamedBuffers().SelectMany(entry => entry.Buffer.ToArray()), layer.BatchesTracked?.Value ?? 0];
}
