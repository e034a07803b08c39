using NormSharp.Cli.Failures;

namespace NormSharp.Cli.Tests.BadInput;

/// <summary>Small inputs that people reported elsewhere: each is right, with its siblings.</summary>
public sealed class ReportedCaseTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    [Fact]
    public void Fewer_images_than_a_batch_that_is_to_be_dropped_are_refused()
    {
        string[] arguments = [.. TinyRun.Arguments(tiny.Data, 1), "--last-batch", "drop", "--out", tiny.Fresh("dropped")];
        int at = Array.IndexOf(arguments, "16");
        arguments[at] = "512";
        TestRun.Of(arguments).Failed(ExitCode.Failed, "holds 96 images, not one full step of 512", "smaller batches");
        arguments[at] = "64";
        TestRun.Of([.. arguments, "--accumulate", "2"]).Failed(ExitCode.Failed, "not one full step of 128");
        TestRun.Of([.. arguments, "--validation", "0.5"]).Failed(ExitCode.Failed, "not one full step of 64");
    }

    [Theory]
    [InlineData(TinyData.TrainImages)]
    [InlineData(TinyData.TestLabels)]
    public void A_run_does_not_go_on_over_data_that_was_exchanged(string file)
    {
        string data = TinyData.Write(tiny.Fresh("exchanged"));
        string run = tiny.Fresh("run");
        TestRun.Of([.. TinyRun.Arguments(data, 1), "--out", run, "--json"]).Succeeded();
        bool isLabels = file == TinyData.TestLabels;
        byte[] content = new byte[isLabels ? TinyData.TestCount : TinyData.TrainCount * TinyData.Size * TinyData.Size];
        TinyData.WriteIdx(
            Path.Combine(data, file), isLabels ? [content.Length] : [TinyData.TrainCount, TinyData.Size, TinyData.Size], content);
        TestRun.Of("train", "--resume", run, "--epochs", "3").Failed(ExitCode.Failed, "were changed", "SHA-256");

        // The same data elsewhere is the same data.
        string moved = TinyData.Write(tiny.Fresh("moved"));
        TestRun.Of("train", "--resume", run, "--epochs", "2", "--data", moved, "--json").Succeeded();
    }

    [Fact]
    public void What_is_no_picture_data_or_place_is_said_in_a_line_with_advice()
    {
        TestRun.Of("predict", tiny.Run, tiny.Data).Failed(ExitCode.WrongUsage, "is a folder", "*.png");
        string nowhere = Path.Combine(tiny.Fresh("nowhere"), "x.safetensors");
        TestRun.Of("recalibrate", tiny.Run, "-o", nowhere).Failed(ExitCode.Failed, "the folder does not exist");
        string empty = TinyData.Write(tiny.Fresh("empty"));
        File.WriteAllBytes(Path.Combine(empty, TinyData.TrainLabels), []);
        TestRun.Of("data", empty, "--no-sheet").Failed(ExitCode.Failed, TinyData.TrainLabels, "empty");
        TinyData.WriteIdx(Path.Combine(empty, TinyData.TrainLabels), [0], []);
        TestRun.Of("data", empty, "--no-sheet").Failed(ExitCode.Failed, "holds no label");
        string one = tiny.Fresh("one");
        Directory.CreateDirectory(Path.Combine(one, "cats"));
        for (int i = 0; i < 5; i++)
        {
            TinyData.WritePng(Path.Combine(one, "cats", $"{i}.png"), 0);
        }

        TestRun run = TestRun.Of("train", "--data", one, "--out", tiny.Fresh("one-run"), "--json");
        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains("holds one class, cats; a classifier tells at least two apart", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--schedule", "cosin", "did you mean cosine?")]
    [InlineData("--balance", "weight", "did you mean weights?")]
    [InlineData("--augment", "flip,cutuot", "did you mean cutout?")]
    [InlineData("--optimizer", "adamv", "did you mean adam")]
    [InlineData("--model", "lenet-bm", "did you mean lenet-bn?")]
    [InlineData("--data", "garmets", "did you mean garments?")]
    public void Misspelt_values_are_guessed(string option, string value, string hint)
        => TestRun.Of("train", option, value).Failed(ExitCode.WrongUsage, value, hint);
}
