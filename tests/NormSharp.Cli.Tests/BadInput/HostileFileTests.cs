using System.Text.Json.Nodes;
using NormSharp.Cli.Failures;
using NormSharp.Data;
using NormSharp.Interop;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;
using NormSharp.Training;

namespace NormSharp.Cli.Tests.BadInput;

/// <summary>Files of strangers, made so that they do harm: one line, no surprise.</summary>
public sealed class HostileFileTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    private const string Escape = "\u001b[31m\u202e";

    public static TheoryData<string> Files =>
    [
        "av-dil", "av-pad", "av-stride", "classes-null", "convpadint", "dup", "esc-type", "instancenorm", "negative-running-variance",
        "shape1", "shape6",
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_of_the_collection_is_refused_in_one_line(string name)
    {
        string file = SharedFiles.Find("cases", "hostile", name + ".safetensors");
        string picture = Picture();
        TestRun.Of("eval", file, "--data", tiny.Data).Failed(ExitCode.Failed, file);
        TestRun.Of("predict", file, picture).Failed(ExitCode.Failed, file);
        TestRun.Of("fold", file, "--input", "1,28,28", "-o", tiny.Fresh("folded.safetensors")).Failed(ExitCode.Failed, file);
    }

    /// <summary>
    /// The commands that write a model, run it, or only look at it end in a known way too. A damaged list of classes is no obstacle to
    /// those that do not use it.
    /// </summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_of_the_collection_harms_no_other_command(string name)
    {
        string file = SharedFiles.Find("cases", "hostile", name + ".safetensors");
        string input = tiny.Fresh("x.npy");
        TensorFiles.WriteNpy(input, NamedTensor.Of("x", [1, 1, 28, 28], new float[28 * 28]));
        TestRun.Of("export", file, "--input", "1,28,28", "-o", tiny.Fresh("hostile.onnx")).Failed(ExitCode.Failed, file);
        foreach (string[] command in (string[][])
            [
                ["export", file, "-o", tiny.Fresh("hostile.pth")], ["absorb", file, "-o", tiny.Fresh("absorbed.safetensors")],
                ["run", file, "--input", input], ["summary", file], ["doctor", file], ["doctor", file, "--json"],
                ["recalibrate", file, "--data", tiny.Data, "-o", tiny.Fresh("r.safetensors")],
                ["train", "--from", file, "--data", tiny.Data, "--epochs", "1", "--out", tiny.Fresh("hostile-run")],
            ])
        {
            TestRun run = TestRun.Of(command);
            Expect.True(run.Code is ExitCode.Ok or ExitCode.Failed or ExitCode.WrongUsage, $"{string.Join(' ', command)}: {run.Code}");
            Assert.DoesNotContain("mistake in normsharp", run.Error);
            Assert.DoesNotContain('\u001b', run.Error + run.Output);
            Expect.True(run.Code == ExitCode.Ok || run.ErrorLines.Count >= 1, $"{string.Join(' ', command)} says nothing");
        }
    }

    /// <summary>A study reads images, and its own finished cells.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_of_the_collection_is_no_data_of_a_study(string name)
    {
        string file = SharedFiles.Find("cases", "hostile", name + ".safetensors");
        string output = tiny.Fresh("study");
        TestRun.Of("study", "bias", "--quick", "--data", file, "--out", output).Failed(ExitCode.Failed, file);
        TestRun.Of("data", file, "--no-sheet").Failed(ExitCode.Failed, file);
        Assert.False(Directory.Exists(output));
    }

    [Fact]
    public void A_study_of_a_picture_that_does_not_unpack_names_it()
    {
        string data = tiny.Fresh("pictures");
        foreach (string part in (string[])["a", "b"])
        {
            Directory.CreateDirectory(Path.Combine(data, part));
            for (int i = 0; i < 6; i++)
            {
                File.Copy(SharedFiles.Find("cases", "hostile", "zlib.png"), Path.Combine(data, part, $"{i}.png"));
            }
        }

        TestRun.Of("study", "bias", "--quick", "--data", data, "--out", tiny.Fresh("study")).Failed(ExitCode.Failed, "0.png");
    }

    [Fact]
    [Trait("Category", "Exhaustive")]
    public void A_study_runs_cells_again_that_somebody_replaced()
    {
        string output = tiny.Fresh("study");
        string[] command = ["study", "bias", "--quick", "--seeds", "1", "--data", tiny.Data, "--out", output];
        TestRun.Of(command).Succeeded();
        string[] cells = Directory.GetFiles(Path.Combine(output, "bias", "runs"), "*.json");
        Assert.NotEmpty(cells);
        string[] hostile = [.. Directory.GetFiles(Path.GetDirectoryName(SharedFiles.Find("cases", "hostile", "zlib.png"))!)];
        for (int i = 0; i < hostile.Length; i += cells.Length)
        {
            for (int cell = 0; cell < cells.Length; cell++)
            {
                File.Copy(hostile[(i + cell) % hostile.Length], cells[cell], overwrite: true);
            }

            TestRun run = TestRun.Of(command);
            Assert.True(run.Code is ExitCode.Ok or ExitCode.Failed, run.Error);
            Assert.DoesNotContain("mistake in normsharp", run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', run.Error + run.Output);
            Assert.True(run.Code == ExitCode.Ok || cells.Any(cell => run.Error.Contains(cell, StringComparison.Ordinal)), run.Error);
        }
    }

    [Fact]
    public void A_picture_that_does_not_unpack_is_named()
    {
        string file = SharedFiles.Find("cases", "hostile", "zlib.png");
        TestRun.Of("predict", tiny.Model, file).Failed(ExitCode.Failed, file, "its pixels cannot be unpacked");
    }

    /// <summary>A kilobyte that claims gigabytes of activations.</summary>
    [Fact]
    public void A_model_that_needs_more_memory_than_it_may_is_refused_with_both_numbers()
    {
        ModelInput input = ModelInput.Load(tiny.Model, ModelFile.Load(tiny.Model).Metadata)!;
        string file = tiny.Fresh("wide.safetensors");
        ModelFile.Save(file, Padded(4000), input.ToMetadata());
        string picture = Picture();
        foreach (string[] command in (string[][])[["summary", file], ["predict", file, picture], ["eval", file, "--data", tiny.Data]])
        {
            TestRun.Of([.. command, "--max-memory", "1G"]).Failed(ExitCode.Failed, file, "3.8 GB", "1.0 GB is the limit", "--max-memory");
        }

        TestRun.Of("summary", file, "--max-memory", "5G").Succeeded();

        // One image would do, a batch does not.
        string broad = tiny.Fresh("broad.safetensors");
        ModelFile.Save(broad, Padded(100), input.ToMetadata());
        TestRun.Of("summary", broad, "--max-memory", "6M").Succeeded();
        TestRun.Of("eval", broad, "--data", tiny.Data, "--max-memory", "6M").Failed(ExitCode.Failed, broad, "a batch of", "is the limit");
        TestRun.Of("eval", tiny.Model, "--data", tiny.Data, "--max-memory", "x").Failed(ExitCode.WrongUsage, "--max-memory is 'x'");
    }

    [Fact]
    public void What_a_training_or_a_run_needs_is_judged_before_it_is_begun()
    {
        string run = tiny.Fresh("too-large");
        TestRun.Of("train", "--data", tiny.Data, "--out", run, "--max-memory", "100K")
            .Failed(ExitCode.Failed, "lenet-bn", "images of", "100.0 KB is the limit", "--batch-size");
        Assert.False(Directory.Exists(run));
        string input = tiny.Fresh("in.npy");
        ImageShape shape = ModelInput.Load(tiny.Model, ModelFile.Load(tiny.Model).Metadata)!.Shape;
        TensorFiles.WriteNpy(input, NamedTensor.Of("in", [1, shape.Channels, shape.Height, shape.Width], new float[shape.Length]));
        TestRun.Of("run", tiny.Model, "--input", input, "--max-memory", "1K").Failed(ExitCode.Failed, tiny.Model, "1.0 KB is the limit");
        TestRun.Of("run", tiny.Model, "--input", input).Succeeded();
    }

    [Fact]
    public void A_run_without_an_optimizer_is_refused()
    {
        string run = tiny.Fresh("run");
        Directory.CreateDirectory(run);
        File.Copy(SharedFiles.Find("cases", "hostile", "run-null-optimizer.json"), Path.Combine(run, "run.json"));
        TestRun.Of("train", "--resume", run).Failed(ExitCode.Failed, run);
    }

    public static TheoryData<string> Damages =>
    [
        "{\"options\":null}", "{\"options\":{\"schedule\":null}}", "{\"options\":{\"optimizer\":{\"kind\":99}}}",
        "{\"options\":{\"epochs\":-1}}", "{\"options\":{\"checks\":{\"silenced\":[null]}}}", "{\"options\":[]}", "{\"caller\":null}",
        "{\"caller\":{\"classes\":[null]}}", "{\"caller\":{\"classes\":\"a\"}}", "{\"caller\":{\"transfer\":[]}}",
        "{\"caller\":{\"model\":{}}}", "{\"caller\":{\"data\":1}}", "{\"caller\":{\"limit\":-5}}", "{\"caller\":{\"bn\":\"x\"}}",
        "{\"options\":{\"augmentation\":{\"max_shift\":-1}}}", "{\"options\":{\"last_batch\":7}}",
    ];

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_run_is_refused_in_one_line(string change)
    {
        string run = tiny.Fresh("run");
        Directory.CreateDirectory(run);
        JsonObject json = StrictJson.Read(Path.Combine(tiny.Run, "run.json"));
        Merge(json, StrictJson.Object("change", change));
        File.WriteAllText(Path.Combine(run, "run.json"), json.ToJsonString());
        TestRun.Of("train", "--resume", run).Failed(ExitCode.Failed, "run.json");
    }

    [Fact]
    public void A_damaged_model_is_repaired_by_recalibrate_which_says_so()
    {
        string damaged = Damaged("bn1.running_var", -1);
        TestRun.Of("eval", damaged, "--data", tiny.Data).Failed(ExitCode.Failed, "bn1.running_var", "never negative");
        string repaired = tiny.Fresh("repaired.safetensors");
        JsonObject json = TestRun.Of("recalibrate", damaged, "--data", tiny.Data, "-o", repaired, "--json").Succeeded().Json;
        Assert.Contains("bn1.running_var", (string?)json["repaired"]![0], StringComparison.Ordinal);
        Assert.True(json.ContainsKey("test_accuracy_before"));
        Assert.Null(json["test_accuracy_before"]);
        string output = TestRun.Of("recalibrate", damaged, "--data", tiny.Data, "-o", tiny.Fresh("b.safetensors")).Succeeded().Output;
        Assert.Contains("Repaired: tensor \"bn1.running_var\"", output, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", output, StringComparison.Ordinal);
        TestRun.Of("eval", repaired, "--data", tiny.Data).Succeeded();
    }

    [Fact]
    public void What_recalibration_cannot_repair_is_refused_and_nothing_is_written()
    {
        string output = tiny.Fresh("out.safetensors");
        TestRun.Of("recalibrate", Damaged("fc3.weight", float.NaN), "--data", tiny.Data, "-o", output).Failed(ExitCode.Failed);
        Assert.False(File.Exists(output));
    }

    [Fact]
    public void Outputs_that_are_no_numbers_are_no_answer()
    {
        // Finite numbers whose products are not.
        string damaged = Damaged("fc3.weight", float.MaxValue, all: true);
        string picture = Picture();
        foreach (string[] form in (string[][])[[], ["--json"]])
        {
            TestRun.Of(["eval", damaged, "--data", tiny.Data, .. form]).Failed(ExitCode.Failed, "no finite numbers");
            TestRun.Of(["predict", damaged, picture, .. form]).Failed(ExitCode.Failed, "no finite numbers");
        }
    }

    [Fact]
    public void Names_of_others_are_spelled_out()
    {
        SavedModel saved = ModelFile.Load(tiny.Model);
        ModelInput input = ModelInput.Load(tiny.Model, saved.Metadata)!;
        string file = tiny.Fresh($"a{Escape}\nb.safetensors");
        ModelFile.Save(
            file, saved.Module, new ModelInput(input.Shape, [.. input.Classes.Select(name => $"{name}{Escape}\nc")]).ToMetadata());
        string picture = Picture();
        string copy = tiny.Fresh($"p{Escape}\n.png");
        File.Copy(picture, copy);
        string data = tiny.Fresh($"d{Escape}\nx");
        CopyFolder(tiny.Data, data);
        string[][] commands =
        [
            ["predict", file, copy], ["predict", file, copy, "--json"], ["summary", file], ["summary", file, "--json"],
            ["eval", file, "--data", data], ["eval", file, "--data", data, "--json"], ["eval", file + "x"],
            ["eval", file, "--data", data + "x"],
            ["predict", file, data], ["data", data], ["data", data, "--json"], ["fold", file, "-o", file], ["train", "--resume", data],
            ["recalibrate", file, "--data", data, "-o", tiny.Fresh($"o{Escape}")], [$"x{Escape}"], ["train", $"--x{Escape}"],
            ["train", "--model", $"x{Escape}"], ["summary", $"x{Escape}"],
            ["train", "--data", data, "--epochs", "1", "--out", tiny.Fresh($"r{Escape}\n")],
            ["train", "--data", data, "--epochs", "1", "--out", tiny.Fresh($"r{Escape}\n"), "--json"],
        ];
        foreach (string[] command in commands)
        {
            TestRun run = TestRun.Of(command);
            Assert.All(
                (run.Output + run.Error).Split('\n'), line => Assert.True(Primitives.Printable.IsPlain(line), string.Join(' ', command)));
            Assert.DoesNotContain("unexpected", run.Error, StringComparison.Ordinal);
        }
    }

    private static Sequential Padded(int padding) =>
        new(new Conv2d(1, 16, 1, new Conv2dOptions { Padding = padding }), new GlobalAveragePool2d(), new Flatten());

    private string Damaged(string tensor, float value, bool all = false)
    {
        SavedModel saved = ModelFile.Load(tiny.Model);
        Tensor target = ModuleState.Tensors(saved.Module).Single(entry => entry.Name == tensor).Tensor;
        float[] values = target.ToArray();
        values.AsSpan(0, all ? values.Length : 1).Fill(value);
        target.CopyFrom(values);
        string path = tiny.Fresh("damaged.safetensors");
        ModelFile.Save(path, saved.Module, saved.Metadata);
        return path;
    }

    private string Picture()
    {
        string path = tiny.Fresh("picture.png");
        new PngImage(TinyData.Size, TinyData.Size, 1, TinyData.Picture(1, new Random(1))).Write(path);
        return path;
    }

    private static void Merge(JsonObject into, JsonObject change)
    {
        foreach ((string key, JsonNode? value) in change)
        {
            if (value is JsonObject inner && into[key] is JsonObject target)
            {
                Merge(target, inner);
            }
            else
            {
                into[key] = value?.DeepClone();
            }
        }
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
