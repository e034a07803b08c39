using System.Text.Json.Nodes;
using NormSharp.Cli.Failures;
using NormSharp.Serialization;

namespace NormSharp.Cli.Tests.Commands;

public sealed class TrainCommandTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    private static readonly string[] Promised =
        ["test_accuracy", "test_accuracy_recalibrated", "train_accuracy", "train_loss", "images_per_second", "seconds", "parameters"];

    [Fact]
    public void Json_is_the_summary_on_one_line_and_the_run_folder_is_whole()
    {
        Assert.Single(tiny.Training.OutputLines);
        JsonObject summary = tiny.Training.Json;
        Assert.All(Promised, key => Assert.NotNull(summary[key]));
        Assert.Equal(tiny.Model, (string?)summary["model"]);
        foreach (string name in (string[])["run.json", "metrics.jsonl", "summary.json", "model.safetensors"])
        {
            Assert.True(File.Exists(Path.Combine(tiny.Run, name)), name);
        }

        JsonObject written = JsonNode.Parse(File.ReadAllText(Path.Combine(tiny.Run, "summary.json")))!.AsObject();
        Assert.All(Promised, key => Assert.Equal(written[key]!.ToJsonString(), summary[key]!.ToJsonString()));
        Assert.True((double)summary["test_accuracy_recalibrated"]! > 0.9, summary.ToJsonString());
    }

    [Fact]
    public void Lines_for_people_go_to_standard_error_with_json_and_hold_no_control_codes()
    {
        Assert.Contains("epoch  train loss", tiny.Training.Error, StringComparison.Ordinal);
        Assert.Contains("recalibrated", tiny.Training.Error, StringComparison.Ordinal);
        Assert.Equal(3, tiny.Training.ErrorLines.Count(line => line.EndsWith(" s", StringComparison.Ordinal)));
        Assert.DoesNotContain('\u001b', tiny.Training.Error);
    }

    [Fact]
    public void Without_json_the_output_tells_both_accuracies_and_what_to_type_next()
    {
        string run = tiny.Fresh("plain");
        TestRun result = TestRun.Of([.. TinyRun.Arguments(tiny.Data), "--out", run]).Succeeded();
        Assert.StartsWith("warning BN005 conv1, conv2, fc1, fc2: ", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Output);
        Assert.Contains("as trained", result.Output, StringComparison.Ordinal);
        Assert.Contains("recalibrated", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            result.OutputLines, line => line.Contains("eval", StringComparison.Ordinal) && line.Contains(run, StringComparison.Ordinal));
        Assert.Contains(
            result.OutputLines, line => line.Contains("predict", StringComparison.Ordinal) && line.Contains(run, StringComparison.Ordinal));
    }

    [Fact]
    public void Quiet_shows_the_result_alone_and_with_json_nothing_but_the_object()
    {
        TestRun quiet = TestRun.Of([.. TinyRun.Arguments(tiny.Data), "--out", tiny.Fresh("quiet"), "--quiet"]).Succeeded();
        Assert.DoesNotContain("epoch", quiet.Output, StringComparison.Ordinal);
        Assert.Contains("as trained", quiet.Output, StringComparison.Ordinal);
        TestRun silent = TestRun.Of([.. TinyRun.Arguments(tiny.Data), "--out", tiny.Fresh("silent"), "--quiet", "--json"]).Succeeded();
        Assert.Empty(silent.Error);
        Assert.Single(silent.OutputLines);
    }

    [Fact]
    public void The_same_seed_gives_the_same_file_on_one_thread_and_on_two()
    {
        string one = tiny.Fresh("one");
        TestRun.Of([.. TinyRun.Arguments(tiny.Data)[..^1], "1", "--out", one, "--json"]).Succeeded();
        Assert.Equal(File.ReadAllBytes(tiny.Model), File.ReadAllBytes(Path.Combine(one, "model.safetensors")));
    }

    [Fact]
    public void The_seed_decides_the_first_weights()
    {
        // At a learning rate of 0 the weights stay as they were drawn.
        float[][] weights =
        [
            .. ((string[])["1", "2", "1"]).Select(seed =>
            {
                string run = tiny.Fresh("seed");
                TestRun.Of("train", "--data", tiny.Data, "--epochs", "1", "--lr", "0", "--seed", seed, "--out", run, "--quiet").Succeeded();
                using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(run, "model.safetensors"));
                return file.ReadSingle("fc1.weight");
            }),
        ];
        Assert.NotEqual(weights[0], weights[1]);
        Assert.Equal(weights[0], weights[2]);
    }

    [Fact]
    public void Without_recalibration_the_second_accuracy_is_null_and_the_model_another()
    {
        string run = tiny.Fresh("as-trained");
        TestRun result = TestRun.Of([.. TinyRun.Arguments(tiny.Data), "--out", run, "--json", "--no-recalibrate"]).Succeeded();
        Assert.True(result.Json.ContainsKey("test_accuracy_recalibrated"));
        Assert.Null(result.Json["test_accuracy_recalibrated"]);
        Assert.Equal((double)tiny.Training.Json["test_accuracy"]!, (double)result.Json["test_accuracy"]!);
        Assert.NotEqual(File.ReadAllBytes(tiny.Model), File.ReadAllBytes(Path.Combine(run, "model.safetensors")));
    }

    [Fact]
    public void A_finished_run_is_not_overwritten()
    {
        byte[] before = File.ReadAllBytes(tiny.Model);
        TestRun.Of([.. TinyRun.Arguments(tiny.Data), "--out", tiny.Run])
            .Failed(ExitCode.Failed, tiny.Run, "holds a run already", "--resume");
        Assert.Equal(before, File.ReadAllBytes(tiny.Model));
    }

    [Fact]
    public void A_finished_run_that_is_resumed_only_tells_its_summary()
    {
        TestRun result = TestRun.Of("train", "--resume", tiny.Run, "--json").Succeeded();
        Assert.All(Promised, key => Assert.Equal(tiny.Training.Json[key]!.ToJsonString(), result.Json[key]!.ToJsonString()));
    }

    [Theory]
    [InlineData(
        "--bn", "first2", "--activation", "tanh", "--pool", "max", "--no-bias", "--dropout", "0.3", "--padding", "1", "--limit", "80")]
    [InlineData("--norm", "gn", "--bn", "first2", "--limit", "80")]
    [InlineData(
        "--model",
        "mlp",
        "--bias",
        "--optimizer",
        "adamw",
        "--weight-decay",
        "0.1",
        "--schedule",
        "cosine",
        "--warm-up",
        "0.5",
        "--normalize")]
    public void A_run_is_resumed_from_its_folder_alone_whatever_its_options(params string[] options)
    {
        string run = tiny.Fresh("options");
        TestRun.Of([.. TinyRun.Arguments(tiny.Data)[..1], .. TinyRun.Arguments(tiny.Data)[3..], "--out", run, "--quiet", .. options])
            .Succeeded();
        string model = Path.Combine(run, "model.safetensors");
        byte[] whole = File.ReadAllBytes(model);

        // As if it had been killed in its last epoch.
        File.Delete(model);
        File.Delete(Path.Combine(run, "summary.json"));
        Directory.Delete(Directory.GetDirectories(Path.Combine(run, "checkpoints")).Order(StringComparer.Ordinal).Last(), recursive: true);
        TestRun.Of("train", "--resume", run, "--quiet").Succeeded();
        Assert.Equal(whole, File.ReadAllBytes(model));
    }

    [Fact]
    public void A_run_whose_data_has_moved_is_told_where_it_is()
    {
        string run = tiny.Fresh("moved");
        string data = TinyData.Write(Path.Combine(tiny.Fresh("old"), "bars"));
        TestRun.Of([.. TinyRun.Arguments(data), "--out", run, "--quiet"]).Succeeded();
        File.Delete(Path.Combine(run, "summary.json"));
        string moved = Path.Combine(tiny.Fresh("new"), "bars");
        Directory.CreateDirectory(Path.GetDirectoryName(moved)!);
        Directory.Move(data, moved);
        TestRun.Of("train", "--resume", run).Failed(ExitCode.Failed, data);
        TestRun.Of("train", "--resume", run, "--data", moved, "--quiet").Succeeded();
    }

    [Fact]
    public void A_run_is_not_resumed_with_other_options()
    {
        TestRun.Of("train", "--resume", tiny.Run, "--lr", "0.5").Failed(ExitCode.Failed, tiny.Run, "learning_rate", "0.5");
        TestRun.Of("train", "--resume", tiny.Run, "--model", "mlp").Failed(ExitCode.Failed, tiny.Run, "another model");
        TestRun.Of("train", "--resume", tiny.Run, "--out", tiny.Fresh("other")).Failed(ExitCode.WrongUsage, "--resume", "--out");
    }

    [Theory]
    [InlineData("optimizer.kind", "AdamW", "--optimizer", "adamw")]
    [InlineData("learning_rate", "0.001", "--optimizer", "adam")]
    [InlineData("optimizer.momentum", "0.9", "--momentum", "0.9")]
    [InlineData("optimizer.nesterov", "true", "--momentum", "0.9", "--nesterov")]
    [InlineData("optimizer.weight_decay", "0.01", "--weight-decay", "0.01")]
    [InlineData("schedule.kind", "OneCycle", "--schedule", "one-cycle")]
    [InlineData("schedule.warmup_epochs", "0.5", "--warm-up", "0.5")]
    [InlineData("schedule.step_epochs", "4", "--schedule", "step", "--step-epochs", "4")]
    [InlineData("schedule.step_factor", "0.5", "--schedule", "step", "--step-factor", "0.5")]
    [InlineData("label_smoothing", "0.1", "--label-smoothing", "0.1")]
    [InlineData("gradient_clip", "2.5", "--clip", "2.5")]
    [InlineData("normalize_input", "true", "--normalize")]
    [InlineData("augmentation.max_shift", "3", "--augment", "flip,shift=3")]
    [InlineData("augmentation.horizontal_flip", "true", "--augment", "flip,shift=3")]
    [InlineData("recalibrate", "false", "--no-recalibrate")]
    [InlineData("recalibrate_each_epoch", "true", "--recalibrate-each-epoch")]
    [InlineData("checkpoint_every_steps", "2", "--checkpoint-every", "2")]
    [InlineData("seed", "18446744073709551615", "--seed", "18446744073709551615")]
    [InlineData("batch_size", "7", "--batch-size", "7")]
    public void An_option_reaches_the_training(string key, string value, params string[] options)
    {
        JsonNode run = Trained(options);
        JsonNode? node = run["options"];
        foreach (string part in key.Split('.'))
        {
            node = node![part];
        }

        Assert.Equal(value, node!.ToString());
    }

    [Theory]
    [InlineData("ReLU", "\"type\":\"Relu\"", "--activation", "relu")]
    [InlineData("max pooling", "\"type\":\"MaxPool2d\"", "--pool", "max")]
    [InlineData("dropout", "\"type\":\"Dropout\"", "--dropout", "0.5")]
    [InlineData("no bias", "\"bias\":false", "--no-bias")]
    [InlineData("padding", "\"padding\":[2,2]", "--padding", "2")]
    public void An_option_reaches_the_model(string what, string expected, params string[] options)
    {
        Assert.DoesNotContain(expected, Trained()["model"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.True(Trained(options)["model"]!.ToJsonString().Contains(expected, StringComparison.Ordinal), what);
    }

    [Theory]
    [InlineData("first2", "bn1,bn2")]
    [InlineData("last2", "bn3,bn4")]
    [InlineData("none", "")]
    [InlineData("all", "bn1,bn2,bn3,bn4")]
    public void Batch_normalization_stands_where_it_was_asked_for(string placement, string expected)
    {
        IEnumerable<string> names = Trained("--bn", placement)["model"]!["layers"]!.AsArray()
            .Select(layer => (string)layer!["name"]!).Where(name => name.StartsWith("bn", StringComparison.Ordinal));
        Assert.Equal(expected, string.Join(',', names));
    }

    [Fact]
    public void Another_normalization_stands_where_batch_normalization_would()
    {
        TestRun result = TestRun.Of("train", "--data", tiny.Data, "--out", tiny.Fresh("norm"), "--epochs", "1", "--norm", "ln").Succeeded();
        Assert.Contains("4 layer normalizations", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("batch normalizations", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_takes_the_first_images_alone()
    {
        JsonNode run = Trained("--limit", "20");
        Assert.Equal(20, (int)run["data"]!["train"]!["images"]!);
        Assert.Equal(TinyData.TestCount, (int)run["data"]!["test"]!["images"]!);
    }

    private JsonNode Trained(params string[] options)
    {
        string run = tiny.Fresh("option");
        TestRun.Of(["train", "--data", tiny.Data, "--epochs", "1", "--out", run, "--quiet", .. options]).Succeeded();
        return JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!;
    }
}
