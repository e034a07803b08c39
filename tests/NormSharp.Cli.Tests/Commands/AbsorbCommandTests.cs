using System.Text.Json.Nodes;
using NormSharp.Cli.Failures;
using NormSharp.Serialization;

namespace NormSharp.Cli.Tests.Commands;

public sealed class AbsorbCommandTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    [Fact]
    public void Redundant_biases_are_named_and_gone_and_predictions_stay()
    {
        string lean = tiny.Fresh("lean.safetensors");
        JsonObject json = TestRun.Of("absorb", tiny.Run, "-o", lean, "--json").Succeeded().Json;
        Assert.Equal(
            ["conv1 bn1 6", "conv2 bn2 16", "fc1 bn3 120", "fc2 bn4 84"],
            json["absorbed"]!.AsArray().Select(entry => $"{entry!["layer"]} {entry["normalization"]} {entry["numbers"]}"));
        Assert.True((double)json["largest_relative_difference"]! < 1e-5);
        Assert.Equal(
            ModelFile.Load(tiny.Model).Module.ParameterCount() - 6 - 16 - 120 - 84, ModelFile.Load(lean).Module.ParameterCount());
        JsonObject before = TestRun.Of("eval", tiny.Run, "--json").Succeeded().Json;
        JsonObject after = TestRun.Of("eval", lean, "--data", tiny.Data, "--json").Succeeded().Json;
        Assert.Equal((double)before["test_accuracy"]!, (double)after["test_accuracy"]!);
        Assert.Equal((double)before["test_loss"]!, (double)after["test_loss"]!, 1e-5);
        TestRun.Of("absorb", lean, "-o", tiny.Fresh("again")).Failed(ExitCode.Failed, lean, "nothing to absorb");
        Assert.Contains("fc2", TestRun.Of("absorb", tiny.Run, "-o", tiny.Fresh("shown")).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_model_itself_and_other_files_are_never_overwritten()
    {
        TestRun.Of("absorb", tiny.Run, "-o", tiny.Model).Failed(ExitCode.WrongUsage, "itself");
        TestRun.Of("absorb", tiny.Run, "-o", tiny.Data).Failed(ExitCode.Failed, "exists");
        TestRun.Of("absorb", tiny.Run).Failed(ExitCode.WrongUsage, "--out");
    }
}
