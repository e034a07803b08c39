using System.Text.Json.Nodes;
using NormSharp.Layers;
using NormSharp.Serialization;

namespace NormSharp.Training.Tests;

public sealed class ValidationTests
{
    [Fact]
    public void Epochs_are_judged_by_images_kept_back_and_the_best_is_kept()
    {
        using TemporaryFolder folder = new();
        TrainerOptions options = TinyTask.Options(folder["run"]) with { ValidationShare = 0.2, Epochs = 5 };
        var trainer = new Trainer(TinyTask.Model(), options);
        TrainingSummary summary = trainer.Fit(TinyTask.Data());
        string[] lines = File.ReadAllLines(folder["run", "metrics.jsonl"]);
        double[] accuracies =
        [
            .. lines.Select(line => JsonNode.Parse(line)!.AsObject()).Where(line => line.ContainsKey("validation_accuracy"))
                .Select(line => (double)line["validation_accuracy"]!),
        ];
        Assert.Equal(5, accuracies.Length);
        Assert.Equal(accuracies.Max(), summary.BestValidationAccuracy);
        Assert.Equal(Array.IndexOf(accuracies, accuracies.Max()) + 1, summary.BestEpoch);
        Assert.Equal(accuracies[^1], summary.ValidationAccuracy);
        Assert.DoesNotContain(lines, line => line.Contains("test_accuracy", StringComparison.Ordinal));

        // The test images are looked at once, and whole.
        Assert.Equal(40, summary.Confusion!.Images(0) + summary.Confusion.Images(1) + summary.Confusion.Images(2));
        Module best = ModelFile.Load(folder["run", "model-best.safetensors"]).Module;
        Assert.Equal(trainer.Model.ParameterCount(), best.ParameterCount());
        var summaryJson = JsonNode.Parse(File.ReadAllText(folder["run", "summary.json"]))!.AsObject();
        Assert.Equal(3, summaryJson["per_class"]!.AsArray().Count);
    }

    [Fact]
    public void Patience_ends_a_training_that_gets_no_better_and_a_continued_run_remembers_its_best()
    {
        using TemporaryFolder folder = new();
        TrainerOptions options = TinyTask.Options(folder["run"]) with
        {
            ValidationShare = 0.2,
            Epochs = 50,
            LearningRate = 0,
            Patience = 3,
            Schedule = new ScheduleOptions(),
        };
        using var stop = new CancellationTokenSource();
        var observer = new AfterStep(8, stop.Cancel);
        Assert.Throws<TrainingInterruptedException>(
            () => new Trainer(TinyTask.Model(), options).Fit(TinyTask.Data(), observer, stop.Token));
        TrainingSummary summary = new Trainer(TinyTask.Model(), options with { Resume = true }).Fit(TinyTask.Data());
        TrainingSummary whole = new Trainer(TinyTask.Model(), options with { OutputFolder = null }).Fit(TinyTask.Data());
        Assert.Equal((whole.Epochs, whole.BestEpoch), (summary.Epochs, summary.BestEpoch));
        Assert.Equal(whole.BestValidationAccuracy, summary.BestValidationAccuracy);
        Assert.InRange(summary.Epochs, 4, 49);
        Assert.Equal(3, summary.Epochs - summary.BestEpoch);
    }

    [Fact]
    public void Patience_without_validation_images_is_refused()
        => Assert.Contains(
            "patience needs validation images",
            Assert.Throws<NormSharpException>(
                () => new Trainer(TinyTask.Model(), TinyTask.Options() with { Patience = 1 }).Fit(TinyTask.Data())).Message);
}
