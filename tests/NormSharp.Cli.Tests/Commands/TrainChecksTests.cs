using NormSharp.Cli.Failures;

namespace NormSharp.Cli.Tests.Commands;

/// <summary>What <c>train</c> says before the first epoch, and how that is silenced and made to count.</summary>
public sealed class TrainChecksTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    private const string Bias = "warning BN005 conv1, conv2, fc1, fc2: ";

    [Fact]
    public void Warnings_stand_in_front_of_the_first_epoch_and_in_the_summary()
    {
        TestRun result = Train("--dropout", "0.2", "--json").Succeeded();

        int dropout = Array.FindIndex(
            [.. result.ErrorLines], line => line.StartsWith("warning BN003 bn3, bn4: ", StringComparison.Ordinal));
        int bias = Array.FindIndex([.. result.ErrorLines], line => line.StartsWith(Bias, StringComparison.Ordinal));
        int table = Array.FindIndex([.. result.ErrorLines], line => line.Contains("epoch  train loss", StringComparison.Ordinal));
        Assert.InRange(dropout, 0, bias);
        Assert.InRange(bias, 0, table);
        Assert.EndsWith("leave it out (Bias = false); option: --no-bias", result.ErrorLines[bias], StringComparison.Ordinal);
        Assert.Equal(["BN003", "BN005"], Ids(result));
        Assert.Equal(
            ["conv1", "conv2", "fc1", "fc2"], result.Json["diagnostics"]![1]!["layers"]!.AsArray().Select(layer => (string)layer!));
    }

    [Theory]
    [InlineData("BN003", "--quiet", "BN005")]
    [InlineData("BN005", "--quiet", "bn003")]
    [InlineData("", "--quiet", "BN003,BN005")]
    [InlineData("BN003", "--quiet=BN017", "--quiet", "BN005")]
    [InlineData("", "--quiet", "BN003", "--quiet", "BN005")]
    [InlineData("BN003", "--no-bias")]
    public void A_warning_is_left_out_by_its_id_and_everything_else_is_still_shown(string left, params string[] options)
    {
        string[] expected = left.Split(',', StringSplitOptions.RemoveEmptyEntries);

        TestRun result = Train([.. options, "--dropout", "0.2", "--json"]).Succeeded();

        Assert.Equal(expected, Ids(result));
        Assert.Equal(
            expected,
            result.ErrorLines.Where(line => line.StartsWith("warning ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]));
        Assert.Contains("epoch  train loss", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Quiet_without_ids_beside_quiet_with_ids_shows_the_result_alone()
    {
        TestRun result = Train("--quiet", "BN003", "--quiet").Succeeded();

        Assert.Empty(result.Error);
        Assert.DoesNotContain("epoch", result.Output, StringComparison.Ordinal);
        Assert.Contains("as trained", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BN1")]
    [InlineData("BN05x")]
    [InlineData("XX005")]
    [InlineData("BN005,")]
    public void What_is_no_id_is_wrong_usage(string id) => Train("--quiet", id).Failed(ExitCode.WrongUsage, "--quiet", "BN005");

    [Fact]
    public void Strict_refuses_with_exit_code_1_and_writes_nothing()
    {
        string run = tiny.Fresh("strict");
        TestRun result = TestRun.Of([.. TinyRun.Arguments(tiny.Data), "--out", run, "--strict"]);

        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.Equal(2, result.ErrorLines.Count);
        Assert.StartsWith("error BN005 conv1, conv2, fc1, fc2: ", result.ErrorLines[0], StringComparison.Ordinal);
        Assert.StartsWith("normsharp: --strict refuses the training because of BN005; ", result.ErrorLines[1], StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.False(Directory.Exists(run));
        Assert.Empty(
            Ids(TestRun.Of([.. TinyRun.Arguments(tiny.Data), "--out", run, "--strict", "--quiet", "BN005", "--json"]).Succeeded()));
    }

    [Fact]
    public void Accumulated_gradients_are_warned_of_and_averaged_weights_are_reported_and_saved()
    {
        string run = tiny.Fresh("averaged");
        TestRun result = TestRun.Of([.. TinyRun.Arguments(tiny.Data), "--out", run, "--accumulate", "3", "--average", "ema:0.9", "--json"])
            .Succeeded();

        Assert.Equal(["BN005", "BN006"], Ids(result));
        Assert.Equal(6, (int)result.Json["steps"]!);
        Assert.Contains("3 batches of 16 a step", result.Error, StringComparison.Ordinal);
        Assert.Contains("average ema:0.9", result.Error, StringComparison.Ordinal);
        Assert.Contains("averaged weights", result.Error, StringComparison.Ordinal);
        string averaged = (string)result.Json["model_averaged"]!;
        Assert.Equal(Path.Combine(run, "model-averaged.safetensors"), averaged);
        TestRun evaluated = TestRun.Of("eval", averaged, "--json").Succeeded();
        Assert.Equal((double)result.Json["test_accuracy_averaged"]!, (double)evaluated.Json["test_accuracy"]!);
    }

    private static IEnumerable<string> Ids(TestRun run)
        => run.Json["diagnostics"]!.AsArray().Select(diagnostic => (string)diagnostic!.AsObject()["id"]!);

    private TestRun Train(params string[] options) => TestRun.Of([.. TinyRun.Arguments(tiny.Data), "--out", tiny.Fresh("run"), .. options]);
}
