using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Serialization;

namespace NormSharp.Training.Tests;

/// <summary>A new last layer is trained alone at first, on statistics of the new images.</summary>
public sealed class HeadFirstTests
{
    [Fact]
    public void The_layers_before_the_head_wait_and_then_learn_too()
    {
        float[] before = Weights(TinyTask.Model(), "conv");
        var waiting = new Trainer(TinyTask.Model(), TinyTask.Options(null) with { HeadFirstEpochs = 3, Recalibrate = false });
        waiting.Fit(TinyTask.Data());
        Assert.Equal(before, Weights(waiting.Model, "conv"));
        Assert.NotEqual(Weights(TinyTask.Model(), "fc2"), Weights(waiting.Model, "fc2"));

        var learning = new Trainer(TinyTask.Model(), TinyTask.Options(null) with { HeadFirstEpochs = 1 });
        learning.Fit(TinyTask.Data());
        Assert.NotEqual(before, Weights(learning.Model, "conv"));
        Assert.All(learning.Model.NamedParameters(), entry => Assert.False(entry.Parameter.IsFrozen));
    }

    [Fact]
    public void Statistics_are_those_of_the_new_images_from_the_first_step()
    {
        using TemporaryFolder folder = new();
        TrainerOptions options = TinyTask.Options(folder["run"]) with { HeadFirstEpochs = 1, KeepCheckpoints = 9 };
        new Trainer(TinyTask.Model(), options).Fit(TinyTask.Data());
        Module fresh = ModelFile.Load(folder["run", "checkpoints", "step-00000000", "model.safetensors"]).Module;
        Module expected = TinyTask.Model();
        BatchNormRecalibration.Run(expected, TinyTask.Data().Train, new RecalibrationOptions { BatchSize = 16, Seed = options.Seed });
        Assert.Equal(Means(expected), Means(fresh));
        Assert.All(fresh.NamedParameters(), entry => Assert.False(entry.Parameter.IsFrozen));
    }

    [Fact]
    public void What_was_frozen_stays_so_and_a_stopped_run_goes_on_to_the_same_bits()
    {
        using TemporaryFolder folder = new();
        TrainerOptions options = TinyTask.Options(folder["run"]) with { HeadFirstEpochs = 2 };
        using var stop = new CancellationTokenSource();
        Assert.Throws<TrainingInterruptedException>(
            () => new Trainer(Frozen(), options).Fit(TinyTask.Data(), new AfterStep(9, stop.Cancel), stop.Token));
        var continued = new Trainer(Frozen(), options with { Resume = true });
        continued.Fit(TinyTask.Data());
        var whole = new Trainer(Frozen(), options with { OutputFolder = null });
        whole.Fit(TinyTask.Data());
        Assert.Equal(All(whole.Model), All(continued.Model));
        Assert.Equal(Weights(TinyTask.Model(), "fc1"), Weights(whole.Model, "fc1"));
        Assert.NotEqual(Weights(TinyTask.Model(), "conv"), Weights(whole.Model, "conv"));
        Assert.True(whole.Model.NamedParameters().First(entry => entry.Name == "fc1.weight").Parameter.IsFrozen);
    }

    private static Module Frozen()
    {
        Module model = TinyTask.Model();
        model.FreezeParameters(new LayerPattern("fc1"));
        return model;
    }

    private static float[] Weights(Module model, string layer)
        => model.NamedParameters().First(entry => entry.Name == $"{layer}.weight").Parameter.ToArray();

    private static float[] All(Module model) => [.. model.NamedParameters().SelectMany(entry => entry.Parameter.ToArray())];

    private static float[] Means(Module model)
        => [.. BatchNormRecalibration.Layers(model).SelectMany(layer => layer.RunningMean!.ToArray())];
}
