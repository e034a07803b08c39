using NormSharp.Diagnosis.Runs;
using NormSharp.Diagnosis.Static;

namespace NormSharp.Diagnosis.Tests.Runs;

/// <summary>What the course of a training shows.</summary>
public sealed class RunRulesTests
{
    [Fact]
    public void A_test_accuracy_that_swings_below_the_training_accuracy_lags()
    {
        EpochLine[] epochs = [Epoch(0.7, 0.6), Epoch(0.8, 0.5), Epoch(0.85, 0.7), Epoch(0.86, 0.55), Epoch(0.87, 0.68)];
        IReadOnlyList<Observation> seen = RunRules.Look(epochs);
        Assert.Equal(["BN041", "BN042"], seen.Select(observation => observation.Id));
        Assert.Equal((0.55, 0.86), (seen[0].Measured["test"], seen[0].Measured["train"]));
        Assert.Equal(0.2, seen[0].Measured["swing"], 1e-12);
        epochs[^1] = epochs[^1] with { Rate = 0.01 };
        Assert.Equal(["BN041"], RunRules.Look(epochs).Select(observation => observation.Id));
    }

    [Fact]
    public void A_steady_training_an_overfitted_one_and_a_short_one_have_no_finding()
    {
        Assert.Empty(RunRules.Look([Epoch(0.7, 0.69), Epoch(0.75, 0.74), Epoch(0.78, 0.77), Epoch(0.8, 0.78)]));
        Assert.Empty(RunRules.Look([Epoch(0.9, 0.7), Epoch(0.95, 0.71), Epoch(0.97, 0.7), Epoch(0.99, 0.71)]));
        Assert.Empty(RunRules.Look([Epoch(0.9, 0.4), Epoch(0.95, 0.8)]));
        Assert.Empty(RunRules.Look([]));
    }

    [Fact]
    public void Averaged_weights_with_the_statistics_of_the_last_ones()
    {
        Dictionary<string, float[]> last = new() { ["bn.running_mean"] = [1], ["bn.running_var"] = [2], ["fc.weight"] = [3] };
        Dictionary<string, float[]> borrowed = new(last) { ["fc.weight"] = [2.5f] };

        Observation seen = Assert.Single(BorrowedStatistics.Look(borrowed, last));
        Assert.Equal("BN056 bn", $"{seen.Id} {string.Join(',', seen.Layers)}");
        Assert.Empty(BorrowedStatistics.Look(new Dictionary<string, float[]>(borrowed) { ["bn.running_mean"] = [1.5f] }, last));
        Assert.Empty(BorrowedStatistics.Look(last, last));
    }

    [Fact]
    public void What_a_training_said_of_itself_is_said_of_its_run()
    {
        using var folder = new Testing.TemporaryFolder();
        string path = folder.File("run");
        Layers.Sequential model = Testing.TinyTask.Model();
        foreach (Layers.BatchNorm norm in model.NamedModules().Select(entry => entry.Module).OfType<Layers.BatchNorm>())
        {
            norm.Gamma!.IsFrozen = true;
            norm.Beta!.IsFrozen = true;
        }

        new Training.Trainer(model, Testing.TinyTask.Options(path) with { Epochs = 2, Averaging = new Training.AveragingOptions() })
            .Fit(Testing.TinyTask.Data());

        using Training.RunFolder run = Training.RunFolder.Open(path);
        Observation seen = Assert.Single(RunRules.Look(run), observation => observation.Id[2] == '0' && observation.Id[3] == '5');
        Assert.Equal("BN053 bn1,bn2", $"{seen.Id} {string.Join(',', seen.Layers)}");
        Assert.Equal(8, seen.Measured["step"]);
        Assert.Equal(FindingSeverity.Note, seen.Severity);
        File.Delete(run.SummaryPath);
        Assert.Null(Assert.Single(RunRules.Look(run), observation => observation.Id == "BN053").Severity);
        File.AppendAllText(run.MetricsPath, "{\"kind\":\"finding\",\"id\":7}\n{\"kind\":\"finding\",\"id\":\"BN999\"}\n");
        Assert.Single(RunRules.Look(run), observation => observation.Id == "BN053");
    }

    [Fact]
    public void Averages_that_lagged_are_no_second_finding_beside_stale_statistics()
    {
        using var folder = new Testing.TemporaryFolder();
        string path = folder.File("run");
        new Training.Trainer(Testing.TinyTask.Model(), Testing.TinyTask.Options(path)).Fit(Testing.TinyTask.Data());
        using Training.RunFolder run = Training.RunFolder.Open(path);
        File.AppendAllText(
            run.MetricsPath,
            """{"kind":"finding","id":"BN050","step":8,"layers":["bn1"],"message":"m","advice":"a","measured":"""
                + """{"step":8,"shift":0.5}}""" + "\n");
        var stale = new Finding("BN030", FindingSeverity.Error, ["bn1"], new Dictionary<string, double>());

        Assert.Contains(Doctor.WithRun(new Examination("x", [], [], []), run).Findings, finding => finding.Id == "BN050");
        Assert.DoesNotContain(Doctor.WithRun(new Examination("x", [stale], [], []), run).Findings, finding => finding.Id == "BN050");
    }

    private static EpochLine Epoch(double train, double test) => new(train, test, 0.3);
}
