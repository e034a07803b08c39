using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Serialization;

namespace NormSharp.Training.Tests;

/// <summary>A finished run can have more epochs, and both statistics of its model are kept.</summary>
public sealed class MoreEpochsTests
{
    [Fact]
    public void A_finished_run_with_more_epochs_ends_like_one_that_had_them_from_the_start()
    {
        using TemporaryFolder folder = new();
        TrainerOptions options = TinyTask.Options(folder["run"]) with { Epochs = 2, Schedule = new ScheduleOptions() };
        new Trainer(TinyTask.Model(), options).Fit(TinyTask.Data());
        var more = new Trainer(TinyTask.Model(seed: 9), options with { Epochs = 5, Resume = true });
        TrainingSummary summary = more.Fit(TinyTask.Data());
        var whole = new Trainer(TinyTask.Model(), options with { Epochs = 5, OutputFolder = folder["whole"] });
        TrainingSummary expected = whole.Fit(TinyTask.Data());
        Assert.Equal((5, expected.Steps, expected.TestLoss), (summary.Epochs, summary.Steps, summary.TestLoss));
        Assert.Equal(File.ReadAllBytes(folder["whole", "model.safetensors"]), File.ReadAllBytes(folder["run", "model.safetensors"]));
        Assert.Equal(5, (int)RunFolder.Open(folder["run"]).Run["options"]!["epochs"]!);

        // From now on it is a run of five epochs.
        new Trainer(TinyTask.Model(), options with { Epochs = 5, Resume = true }).Fit(TinyTask.Data());
        string refused = Assert.Throws<NormSharpException>(
            () => new Trainer(TinyTask.Model(), options with { Epochs = 4, Resume = true }).Fit(TinyTask.Data())).Message;
        Assert.Contains("epochs: the run has 5, given is 4", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_options_may_not_change_with_them()
    {
        using TemporaryFolder folder = new();
        TrainerOptions options = TinyTask.Options(folder["run"]) with { Epochs = 1 };
        new Trainer(TinyTask.Model(), options).Fit(TinyTask.Data());
        string refused = Assert.Throws<NormSharpException>(() => new Trainer(
            TinyTask.Model(), options with { Epochs = 3, LearningRate = 0.5, Resume = true }).Fit(TinyTask.Data())).Message;
        Assert.Contains("learning_rate", refused, StringComparison.Ordinal);
        Assert.True(RunFolder.Open(folder["run"]).IsFinished);
    }

    [Fact]
    public void More_patience_goes_on_where_less_had_ended()
    {
        using TemporaryFolder folder = new();
        TrainerOptions options = TinyTask.Options(folder["run"]) with
        {
            ValidationShare = 0.2,
            Epochs = 12,
            LearningRate = 0,
            Patience = 2,
            Schedule = new ScheduleOptions(),
        };
        TrainingSummary first = new Trainer(TinyTask.Model(), options).Fit(TinyTask.Data());
        TrainingSummary second = new Trainer(TinyTask.Model(), options with { Patience = 4, Resume = true }).Fit(TinyTask.Data());
        Assert.InRange(first.Epochs, 3, 11);
        Assert.True(second.Epochs > first.Epochs);
    }

    [Fact]
    public void The_statistics_as_trained_are_kept_beside_the_recalibrated_ones()
    {
        using TemporaryFolder folder = new();
        var trainer = new Trainer(TinyTask.Model(), TinyTask.Options(folder["run"]));
        TrainingSummary summary = trainer.Fit(TinyTask.Data());
        Module trained = ModelFile.Load(folder["run", "model-as-trained.safetensors"]).Module;
        Module recalibrated = ModelFile.Load(folder["run", "model.safetensors"]).Module;
        Assert.Equal(summary.TestLoss, Loss(trained), 6);
        Assert.Equal(summary.RecalibratedTestLoss!.Value, Loss(recalibrated), 6);
        Assert.NotEqual(summary.TestLoss, summary.RecalibratedTestLoss);

        double Loss(Module model) => Evaluator.Evaluate(
            model, TinyTask.Data().Test, new EvaluationOptions { Normalization = trainer.Input!.Normalization }).Loss;
    }

    [Fact]
    public void The_surest_mistakes_come_first()
    {
        var worst = new WorstMistakes(2);
        worst.Add(10, [5, 0, 0, 1, 3, 0, float.NaN, 0], [1, 0, 0, 1]);
        worst.Add(14, [4, 0], [1]);
        Assert.Equal([(10, 1, 0), (14, 1, 0)], worst.Take().Select(mistake => (mistake.Index, mistake.Label, mistake.Predicted)));
        Assert.Equal(1 / (1 + Math.Exp(-5)), worst.Take()[0].Probability, 12);
    }
}
