using System.Text.Json.Nodes;
using NormSharp.Autograd;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Training;

namespace NormSharp.Cli.Tests.Commands;

/// <summary>Training some classes, and training on from a saved model.</summary>
public sealed class TransferTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    [Theory]
    [InlineData("0-4", new[] { 0, 1, 2, 3, 4 })]
    [InlineData("3,0-1,7", new[] { 3, 0, 1, 7 })]
    [InlineData("4-0", null)]
    [InlineData("1,1", null)]
    [InlineData("0-2,1", null)]
    [InlineData("-1", null)]
    [InlineData("", null)]
    [InlineData("a", null)]
    [InlineData("0-999999999", null)]
    public void Classes_are_numbers_and_ranges(string text, int[]? expected) => Assert.Equal(expected, ClassesOption.Parse(text));

    [Fact]
    public void Some_classes_are_trained_evaluated_and_numbered_anew()
    {
        string run = tiny.Fresh("half");
        JsonObject training = TestRun.Of([.. TinyRun.Arguments(tiny.Data), "--classes", "3,1", "--out", run, "--json"]).Succeeded().Json;
        Predicted(run, out IReadOnlyList<string> classes, out int outputs);
        Assert.Equal(["bar 3", "bar 1"], classes);
        Assert.Equal(2, outputs);

        // Evaluation of a run takes the classes of its training.
        JsonObject evaluation = TestRun.Of("eval", run, "--json").Succeeded().Json;
        Assert.Equal(TinyData.TestCount / 2, (int)evaluation["images"]!);
        Assert.Equal((double)training["test_accuracy_recalibrated"]!, (double)evaluation["test_accuracy"]!);
        TestRun.Of("eval", run, "--classes", "0-3", "--json").Failed(ExitCode.Failed, "classes bar 0, bar 2", "the model bar 3, bar 1");
        TestRun.Of([.. TinyRun.Arguments(tiny.Data), "--classes", "2-9", "--out", tiny.Fresh("no")])
            .Failed(ExitCode.WrongUsage, "--classes", "0 to 3");
        TestRun.Of([.. TinyRun.Arguments(tiny.Data), "--classes", "2", "--out", tiny.Fresh("no")])
            .Failed(ExitCode.WrongUsage, "--classes", "at least 2");
    }

    [Fact]
    public void Frozen_layers_keep_their_values_and_the_rest_learns()
    {
        string run = tiny.Fresh("tuned");
        TestRun.Of(Tuning(run, "--classes", "0-1", "--freeze", "conv*", "--freeze-affine", "bn1", "--freeze-statistics", "bn1,bn2"))
            .Succeeded();
        Module before = ModelFile.Load(tiny.Model).Module;
        Module after = ModelFile.Load(Path.Combine(run, "model.safetensors")).Module;
        foreach ((string name, Parameter parameter) in before.NamedParameters()
            .Where(entry => !entry.Name.StartsWith("fc3", StringComparison.Ordinal)))
        {
            bool frozen = name.StartsWith("conv", StringComparison.Ordinal) || name.StartsWith("bn1", StringComparison.Ordinal);
            Parameter tuned = after.NamedParameters().Single(entry => entry.Name == name).Parameter;
            Assert.True(parameter.AsSpan().SequenceEqual(tuned.AsSpan()) == (frozen || IsCancelled(name)), name);
            Assert.Equal(frozen, tuned.IsFrozen);
        }

        foreach ((string name, Tensors.Tensor buffer) in before.NamedBuffers())
        {
            bool frozen = name.StartsWith("bn1", StringComparison.Ordinal) || name.StartsWith("bn2", StringComparison.Ordinal);
            Assert.Equal(frozen, buffer.AsSpan().SequenceEqual(after.NamedBuffers().Single(entry => entry.Name == name).Buffer.AsSpan()));
        }

        // Let go again, what the file says is frozen is trained.
        string thawed = tiny.Fresh("thawed");
        TestRun.Of(
            "train",
            "--from",
            run,
            "--data",
            tiny.Data,
            "--classes",
            "0-1",
            "--unfreeze",
            "*",
            "--epochs",
            "1",
            "--batch-size",
            "16",
            "--out",
            thawed,
            "--json").Succeeded();
        Module last = ModelFile.Load(Path.Combine(thawed, "model.safetensors")).Module;
        Assert.All(last.NamedParameters(), entry => Assert.False(entry.Parameter.IsFrozen));
        Assert.NotEqual(
            after.NamedParameters().Single(entry => entry.Name == "conv1.weight").Parameter.ToArray(),
            last.NamedParameters().Single(entry => entry.Name == "conv1.weight").Parameter.ToArray());
    }

    [Fact]
    public void The_same_classes_keep_the_last_layer_and_the_input_its_scale()
    {
        string normalized = tiny.Fresh("normalized");
        TestRun.Of([.. TinyRun.Arguments(tiny.Data), "--normalize", "--out", normalized, "--json"]).Succeeded();
        string run = tiny.Fresh("on");
        TestRun.Of(
            "train",
            "--from",
            normalized,
            "--data",
            tiny.Data,
            "--epochs",
            "1",
            "--lr",
            "0",
            "--batch-size",
            "16",
            "--out",
            run,
            "--json").Succeeded();
        SavedModel before = ModelFile.Load(Path.Combine(normalized, "model.safetensors"));
        SavedModel after = ModelFile.Load(Path.Combine(run, "model.safetensors"));
        Assert.All(
            before.Module.NamedParameters().Zip(after.Module.NamedParameters()),
            pair => Assert.Equal(pair.First.Parameter.ToArray(), pair.Second.Parameter.ToArray()));
        Assert.Equal(ModelInput.Load("a", before.Metadata)!.Normalization!.Mean, ModelInput.Load("b", after.Metadata)!.Normalization!.Mean);
    }

    [Fact]
    public void A_tuning_is_continued_to_the_same_bits()
    {
        string whole = tiny.Fresh("whole");
        string killed = tiny.Fresh("killed");
        string[] options = ["--classes", "0-2", "--freeze-statistics", "bn1", "--freeze", "conv1"];
        TestRun.Of(Tuning(whole, options)).Succeeded();
        TestRun.Of(Tuning(killed, options)).Succeeded();

        // As if it had been killed after its last checkpoint but one.
        File.Delete(Path.Combine(killed, "summary.json"));
        File.Delete(Path.Combine(killed, "model.safetensors"));
        Directory.Delete(
            Directory.GetDirectories(Path.Combine(killed, "checkpoints")).Order(StringComparer.Ordinal).Last(), recursive: true);
        TestRun.Of("train", "--resume", killed, "--json").Succeeded();
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(whole, "model.safetensors")), File.ReadAllBytes(Path.Combine(killed, "model.safetensors")));
        TestRun.Of("train", "--resume", killed, "--freeze", "conv2").Failed(ExitCode.WrongUsage, "--freeze", "--resume");
    }

    [Fact]
    public void What_cannot_be_done_is_told_in_one_line()
    {
        string run = tiny.Fresh("never");
        TestRun.Of(Tuning(run, "--freeze-statistics", "fc1"))
            .Failed(ExitCode.WrongUsage, "--freeze-statistics", "fc1", "bn1, bn2, bn3, bn4");
        TestRun.Of(Tuning(run, "--freeze", "*")).Failed(ExitCode.WrongUsage, "every parameter");
        TestRun.Of(Tuning(run, "--unfreeze", "*")).Failed(ExitCode.WrongUsage, "--unfreeze", "none");
        TestRun.Of(Tuning(run, "--freeze", ",")).Failed(ExitCode.WrongUsage, "--freeze", "pattern");
        TestRun.Of(Tuning(run, "--model", "lenet")).Failed(ExitCode.WrongUsage, "--model", "--from");
        TestRun.Of(Tuning(run, "--bn", "none")).Failed(ExitCode.WrongUsage, "--bn", "--from");
        TestRun.Of("train", "--from", "nowhere", "--data", tiny.Data, "--out", run).Failed(ExitCode.Failed, "nowhere");
        TestRun.Of("train", "--from", tiny.Run, "--data", "garments", "--limit", "10", "--out", run)
            .Failed(ExitCode.WrongUsage, "--from", "1×16×16", "1×28×28");
        Assert.False(Path.Exists(run));
    }

    private static bool IsCancelled(string name)
        => name.EndsWith("bias", StringComparison.Ordinal) && name.StartsWith("conv", StringComparison.Ordinal);

    private static void Predicted(string run, out IReadOnlyList<string> classes, out int outputs)
    {
        SavedModel saved = ModelFile.Load(Path.Combine(run, "model.safetensors"));
        classes = ModelInput.Load(run, saved.Metadata)!.Classes;
        outputs = saved.Module.NamedModules().Select(entry => entry.Module).OfType<Linear>().Last().OutFeatures;
    }

    private string[] Tuning(string run, params string[] options) =>
        ["train", "--from", tiny.Run, "--data", tiny.Data, "--epochs", "2", "--lr", "0.3", "--batch-size", "16", "--out", run, "--json",
            .. options];
}
