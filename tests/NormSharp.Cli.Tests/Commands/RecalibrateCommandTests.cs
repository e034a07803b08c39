using System.Text.Json.Nodes;
using NormSharp.Cli.Failures;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Training;

namespace NormSharp.Cli.Tests.Commands;

public sealed class RecalibrateCommandTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    [Fact]
    public void Without_a_file_to_write_it_only_looks()
    {
        string trained = Path.Combine(tiny.Run, "model-as-trained.safetensors");
        string[] before = Directory.GetFileSystemEntries(tiny.Run);
        byte[] bytes = File.ReadAllBytes(trained);
        TestRun shown = TestRun.Of("recalibrate", trained).Succeeded();
        Assert.Contains("Nothing was written", shown.Output, StringComparison.Ordinal);
        Assert.Contains("bn1", shown.Output, StringComparison.Ordinal);
        TestRun json = TestRun.Of("recalibrate", trained, "--json").Succeeded();
        Assert.Null(json.Json["out"]);
        Assert.True((double)json.Json["layers"]![0]!["mean_shift"]! > 0);
        Assert.Equal(before, Directory.GetFileSystemEntries(tiny.Run));
        Assert.Equal(bytes, File.ReadAllBytes(trained));
    }

    [Fact]
    public void It_rescues_a_model_whose_statistics_are_wrong()
    {
        string broken = Broken("broken.safetensors");
        byte[] bytes = File.ReadAllBytes(broken);
        string output = tiny.Fresh("rescued.safetensors");

        JsonObject json = TestRun.Of("recalibrate", broken, "--data", tiny.Data, "--batch-size", "16", "-o", output, "--json")
            .Succeeded().Json;

        Assert.True((double)json["test_accuracy_before"]! < 0.6);
        Assert.Equal(1.0, (double)json["test_accuracy_after"]!);
        Assert.Equal(TinyData.TrainCount, (int)json["images"]!);
        Assert.Equal(["bn1", "bn2", "bn3", "bn4"], json["layers"]!.AsArray().Select(layer => (string?)layer!["layer"]));
        Assert.Equal(Math.Log(100), (double)json["layers"]![3]!["log_variance_ratio"]!, 1.5);
        Assert.Equal(bytes, File.ReadAllBytes(broken));
        JsonObject evaluation = TestRun.Of("eval", output, "--data", tiny.Data, "--json").Succeeded().Json;
        Assert.Equal((double)json["test_accuracy_after"]!, (double)evaluation["test_accuracy"]!);
        Assert.Equal((double)json["test_loss_after"]!, (double)evaluation["test_loss"]!, 1e-9);
    }

    [Fact]
    public void People_see_each_layers_drift_and_both_accuracies()
    {
        TestRun result = TestRun.Of("recalibrate", tiny.Run, "--out", tiny.Fresh("shown.safetensors")).Succeeded();
        Assert.All(
            ["bn4", "|Δμ|/σ", "as they were", "recalibrated", "pooled"],
            word => Assert.Contains(word, result.Output, StringComparison.Ordinal));
    }

    /// <summary>Nobody is told that statistics changed little which were far off, though the accuracy stayed.</summary>
    [Fact]
    public void Drift_that_costs_no_accuracy_is_told_all_the_same()
    {
        SavedModel saved = ModelFile.Load(tiny.Model);
        BatchNorm last = saved.Module.NamedModules().Select(entry => entry.Module).OfType<BatchNorm>().Last();
        foreach (ref float variance in last.RunningVariance!.AsSpan())
        {
            variance *= 3;
        }

        string path = tiny.Fresh("drifted.safetensors");
        ModelFile.Save(path, saved.Module, saved.Metadata);
        string output = TestRun.Of("recalibrate", path, "--data", tiny.Data, "--batch-size", "16").Succeeded().Output;
        string text = string.Join(' ', output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("The accuracy changed little", text, StringComparison.Ordinal);
        Assert.Matches(@"The statistics changed much: those of bn\d were off by \d+\.\d+ deviations, their variances by a factor of", text);
        Assert.DoesNotContain("Recalibration changed little", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_methods_differ_and_the_number_of_batches_counts()
    {
        double[] shifts = [.. new[] { "pooled", "batches", "momentum" }.Select(method => TestRun.Of(
            "recalibrate", tiny.Run, "--method", method, "--batch-size", "9", "--batches", "3", "-o", tiny.Fresh(method), "--json")
                .Succeeded().Json)
            .Select(json =>
            {
                Assert.Equal((3, 26), ((int)json["batches"]!, (int)json["images"]!));
                return (double)json["layers"]![0]!["log_variance_ratio"]!;
            })];
        Assert.Equal(3, shifts.Distinct().Count());
    }

    [Fact]
    public void Images_without_labels_adapt_a_model_and_no_accuracy_is_claimed()
    {
        string folder = tiny.Fresh("photos");
        Directory.CreateDirectory(folder);
        for (int i = 0; i < 8; i++)
        {
            TinyData.WritePng(Path.Combine(folder, $"{i}.png"), i % TinyData.Classes);
        }

        string output = tiny.Fresh("adapted.safetensors");
        TestRun result = TestRun.Of("recalibrate", tiny.Run, "--data", folder, "-o", output).Succeeded();
        Assert.Contains("no labels", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("accuracy  ", result.Output, StringComparison.Ordinal);

        string idx = Path.Combine(tiny.Data, TinyData.TestImages);
        JsonObject json = TestRun.Of("recalibrate", tiny.Run, "--data", idx, "-o", tiny.Fresh("idx.safetensors"), "--json")
            .Succeeded().Json;
        Assert.Equal(TinyData.TestCount, (int)json["images"]!);
        Assert.Null(json["test_accuracy_after"]);
        JsonObject labelled = TestRun.Of(
            "recalibrate", tiny.Run, "--test-images", "-o", tiny.Fresh("test.safetensors"), "--json").Succeeded().Json;
        Assert.Equal(json["layers"]!.ToJsonString(), labelled["layers"]!.ToJsonString());
        Assert.NotNull(labelled["test_accuracy_after"]);
    }

    [Fact]
    public void What_cannot_be_done_is_told_in_one_line()
    {
        string output = tiny.Fresh("never.safetensors");
        TestRun.Of("recalibrate", tiny.Run, "--out", "").Failed(ExitCode.WrongUsage, "--out");
        TestRun.Of("recalibrate", tiny.Run, "-o", tiny.Model).Failed(ExitCode.WrongUsage, tiny.Model, "itself");
        string taken = tiny.Fresh("taken");
        File.WriteAllText(taken, "mine");
        TestRun.Of("recalibrate", tiny.Run, "-o", taken).Failed(ExitCode.Failed, taken, "exists");
        Assert.Equal("mine", File.ReadAllText(taken));
        TestRun.Of("recalibrate", tiny.Run, "-o", Path.Combine(taken, "below")).Failed(ExitCode.Failed, "below", "cannot write");
        TestRun.Of("recalibrate", tiny.Run, "-o", Path.Combine(tiny.Fresh("no"), "x")).Failed(ExitCode.Failed, "does not exist");
        TestRun.Of("recalibrate", tiny.Run, "--method", "mean", "-o", output).Failed(ExitCode.WrongUsage, "--method", "mean", "pooled");
        TestRun.Of("recalibrate", tiny.Run, "--batch-size", "1", "-o", output).Failed(ExitCode.Failed, "bn3", "one value per channel");
        TestRun.Of("recalibrate", "nowhere", "-o", output).Failed(ExitCode.Failed, "nowhere");
        Assert.False(Path.Exists(output));
    }

    [Fact]
    public void Models_without_statistics_to_recompute_are_refused()
    {
        string output = tiny.Fresh("never.safetensors");
        var input = new ModelInput(new ImageShape(1, TinyData.Size, TinyData.Size), ["a", "b", "c", "d"]);
        string plain = tiny.Fresh("plain.safetensors");
        ModelFile.Save(plain, new Sequential(new Flatten(), new Linear(TinyData.Size * TinyData.Size, 4)), input.ToMetadata());
        TestRun.Of("recalibrate", plain, "--data", tiny.Data, "-o", output)
            .Failed(ExitCode.Failed, plain, "no layer with running statistics");

        string frozen = tiny.Fresh("frozen.safetensors");
        var model = new Sequential(
            ("flat", new Flatten()),
            ("cold", new BatchNorm(TinyData.Size * TinyData.Size) { FreezesStatistics = true }),
            ("fc", new Linear(TinyData.Size * TinyData.Size, 4)));
        ModelFile.Save(frozen, model, input.ToMetadata());
        TestRun.Of("recalibrate", frozen, "--data", tiny.Data, "-o", output).Failed(ExitCode.Failed, "frozen", "cold", "--include-frozen");
        TestRun.Of("recalibrate", frozen, "--data", tiny.Data, "--include-frozen", "-o", output).Succeeded();
        Assert.True(((BatchNorm)((Sequential)ModelFile.Load(output).Module).Layers[1]).FreezesStatistics);
    }

    /// <summary>The trained model with running variances a hundred times too large and means that are off by 2.</summary>
    private string Broken(string name)
    {
        SavedModel saved = ModelFile.Load(tiny.Model);
        foreach (BatchNorm layer in saved.Module.NamedModules().Select(entry => entry.Module).OfType<BatchNorm>())
        {
            foreach (ref float variance in layer.RunningVariance!.AsSpan())
            {
                variance *= 100;
            }

            foreach (ref float mean in layer.RunningMean!.AsSpan())
            {
                mean += 2;
            }
        }

        string path = tiny.Fresh(name);
        ModelFile.Save(path, saved.Module, saved.Metadata);
        return path;
    }
}
