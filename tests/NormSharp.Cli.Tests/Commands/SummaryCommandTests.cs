using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Output;

namespace NormSharp.Cli.Tests.Commands;

public sealed partial class SummaryCommandTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    [Fact]
    public void Lenet_has_the_textbooks_shapes_and_counts()
    {
        JsonObject json = TestRun.Of("summary", "lenet", "--input", "1,28,28", "--json").Succeeded().Json;
        (string Name, string Output, long Parameters)[] layers =
        [
            .. json["layers"]!.AsArray().Select(layer =>
                ((string)layer!["name"]!, string.Join('×', layer["output"]!.AsArray().Select(size => (int)size!)),
                    (long)layer["parameters"]!)),
        ];
        Assert.Contains(("conv1", "6×24×24", (25 * 6) + 6), layers);
        Assert.Contains(("pool1", "6×12×12", 0), layers);
        Assert.Contains(("conv2", "16×8×8", (25 * 6 * 16) + 16), layers);
        Assert.Contains(("fc1", "120", (256 * 120) + 120), layers);
        Assert.Contains(("fc3", "10", (84 * 10) + 10), layers);
        Assert.Equal(44_426, (long)json["parameters"]!);
        Assert.Equal(44_426, (long)json["trainable_parameters"]!);
    }

    [Fact]
    public void Activations_count_every_output_of_the_batch_in_float32()
    {
        const int Values = (2 * 6 * 24 * 24) + (6 * 12 * 12) + (2 * 16 * 8 * 8) + (16 * 4 * 4) + (2 * 120) + (2 * 84) + 10;
        Assert.Equal(Values * 4L, (long)TestRun.Of("summary", "lenet", "--json").Succeeded().Json["activation_bytes"]!);
        Assert.Equal(
            32 * Values * 4L, (long)TestRun.Of("summary", "lenet", "--batch-size", "32", "--json").Succeeded().Json["activation_bytes"]!);
    }

    [Fact]
    public void People_read_a_table_with_totals()
    {
        TestRun result = TestRun.Of("summary", "lenet-bn", "--input", "1,28,28").Succeeded();
        Assert.Contains(
            result.OutputLines, line => line.Contains("bn1", StringComparison.Ordinal) && line.Contains("6×24×24", StringComparison.Ordinal)
            && line.Contains("yes", StringComparison.Ordinal) && line.EndsWith("12", StringComparison.Ordinal));
        foreach (string label in (string[])["trainable", "parameters", "activations", "44,878"])
        {
            Assert.Contains(label, result.Output, StringComparison.Ordinal);
        }

        Assert.All(result.OutputLines, line => Assert.Equal(line.TrimEnd(), line));
    }

    [Theory]
    [InlineData("lenet-bn")]
    [InlineData("resnet50")]
    public void On_a_narrow_screen_no_word_is_broken(string model)
    {
        var output = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal { Output = output, Error = output, OutputIsTerminal = true, Width = 60 };
        Assert.Equal(ExitCode.Ok, Application.Run(["summary", model], terminal));
        string[] lines = [.. Ansi().Replace(output.ToString(), string.Empty).Split('\n')];
        Assert.All(lines, line => Assert.True(line.Length <= 60, line));
        string layer = model == "lenet-bn" ? "AveragePool2d(2×2) → 6×12×12" : "Conv2d(3, 64, kernel 7×7) → 64×112×112";
        Assert.Contains(lines, line => line.Contains(layer, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_and_a_run_describe_themselves()
    {
        JsonObject file = TestRun.Of("summary", tiny.Model, "--json").Succeeded().Json;
        JsonObject run = TestRun.Of("summary", tiny.Run, "--json").Succeeded().Json;
        Assert.Equal([1, TinyData.Size, TinyData.Size], file["input"]!.AsArray().Select(size => (int)size!));
        Assert.Equal((long)tiny.Training.Json["parameters"]!, (long)file["parameters"]!);
        Assert.Equal(file["layers"]!.ToJsonString(), run["layers"]!.ToJsonString());
    }

    [Fact]
    public void Options_shape_the_model()
    {
        TestRun result = TestRun.Of("summary", "lenet", "--bn", "first2", "--activation", "relu", "--classes", "7", "--padding", "2")
            .Succeeded();
        Assert.Contains("6×28×28", result.Output, StringComparison.Ordinal);
        Assert.Contains("Linear(84, 7)", result.Output, StringComparison.Ordinal);
        Assert.Contains("Relu", result.Output, StringComparison.Ordinal);
        Assert.Contains("bn2", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("bn3", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vgg-small")]
    [InlineData("resnet20")]
    public void Colour_models_have_colour_images_by_default(string model) =>
        Assert.Equal([3, 32, 32], TestRun.Of("summary", model, "--json").Succeeded().Json["input"]!.AsArray().Select(size => (int)size!));

    [Fact]
    public void A_file_takes_no_options_of_the_catalogue() =>
        TestRun.Of("summary", tiny.Model, "--bn", "all").Failed(ExitCode.WrongUsage, "--bn", tiny.Model);

    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Ansi();
}
