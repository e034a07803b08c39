using System.Text.Json.Nodes;
using System.Xml.Linq;
using NormSharp.Cli.Failures;
using NormSharp.Data;
using NormSharp.Training;

namespace NormSharp.Cli.Tests.Commands;

/// <summary>What is left to look at after a training or a test, and what a finished run can still become.</summary>
public sealed class RunResultTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    [Fact]
    public void Confusion_and_mistakes_are_drawn_and_listed()
    {
        string folder = tiny.Fresh("looked-at");
        TestRun result = TestRun.Of("eval", tiny.Run, "-o", folder, "--json").Succeeded();
        Assert.Equal(
            result.Json.ToJsonString(), JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "result.json")))!.ToJsonString());
        XDocument chart = XDocument.Load(Path.Combine(folder, "confusion.svg"));
        Assert.Contains("bar 3", chart.ToString(), StringComparison.Ordinal);
        Assert.Equal("svg", XDocument.Load(Path.Combine(tiny.Run, "confusion.svg")).Root!.Name.LocalName);
        TestRun.Of("eval", tiny.Run, "-o", folder).Failed(ExitCode.Failed, "exists already");
    }

    [Fact]
    public void Mistakes_have_a_picture_where_there_are_any()
    {
        // Labels of another order: nearly everything is a mistake.
        string data = TinyData.Write(tiny.Fresh("wrong"));
        byte[] labels = [.. Enumerable.Range(0, TinyData.TestCount).Select(i => (byte)((i + 1) % TinyData.Classes))];
        TinyData.WriteIdx(Path.Combine(data, TinyData.TestLabels), [labels.Length], labels);
        string folder = tiny.Fresh("mistakes");
        TestRun result = TestRun.Of("eval", tiny.Run, "--data", data, "-o", folder, "--json").Succeeded();
        JsonArray mistakes = result.Json["mistakes"]!.AsArray();
        Assert.NotEmpty(mistakes);
        double[] probabilities = [.. mistakes.Select(mistake => (double)mistake!["probability"]!)];
        Assert.Equal(probabilities.OrderDescending(), probabilities);
        PngImage sheet = PngImage.Read(Path.Combine(folder, "mistakes.png"));
        Assert.Equal(1, sheet.Channels);
        Assert.True(sheet.Width > 6 * 128);
        Assert.Contains("surest mistakes", TestRun.Of("eval", tiny.Run, "--data", data).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_in_a_folder_are_listed_the_best_first()
    {
        string folder = tiny.Fresh("runs");
        foreach ((string name, int epochs) in (ReadOnlySpan<(string, int)>)[("short", 1), ("long", 4)])
        {
            TestRun.Of([.. TinyRun.Arguments(tiny.Data, epochs), "--out", Path.Combine(folder, name), "--json"]).Succeeded();
        }

        Directory.CreateDirectory(Path.Combine(folder, "broken"));
        File.WriteAllText(Path.Combine(folder, "broken", "run.json"), "{");
        JsonArray runs = TestRun.Of("eval", folder, "--json").Succeeded().Json["runs"]!.AsArray();
        Assert.Equal(3, runs.Count);
        double?[] accuracies = [.. runs.Select(run => (double?)run!["test_accuracy"])];
        Assert.Equal(accuracies.OrderByDescending(accuracy => accuracy ?? -1), accuracies);
        Assert.Equal("damaged", (string)runs[2]!["state"]!);
        string shown = TestRun.Of("eval", folder).Succeeded().Output;
        Assert.Contains("long", shown, StringComparison.Ordinal);
        Assert.Contains("3 runs", shown, StringComparison.Ordinal);
        TestRun.Of("eval", folder, "--train-images").Failed(ExitCode.WrongUsage, "--train-images", "is a folder of runs");
    }

    [Fact]
    public void A_finished_run_gets_more_epochs()
    {
        string run = tiny.Fresh("more");
        TestRun.Of([.. TinyRun.Arguments(tiny.Data, 2), "--out", run, "--schedule", "cosine", "--json"]).Succeeded();
        TestRun more = TestRun.Of("train", "--resume", run, "--epochs", "4").Succeeded();
        Assert.Contains("4 epochs instead of 2: from here on the learning rate follows", more.Output, StringComparison.Ordinal);
        Assert.Equal(4, (int)RunFolder.Open(run).ReadSummary()["epochs"]!);
        Assert.DoesNotContain("instead of", TestRun.Of("train", "--resume", run).Succeeded().Output, StringComparison.Ordinal);
        TestRun.Of("train", "--resume", run, "--epochs", "3").Failed(ExitCode.Failed, "epochs: the run has 4, given is 3");
    }

    [Fact]
    public void Uneven_classes_are_remarked_on_unless_something_is_done()
    {
        string data = TinyData.Write(tiny.Fresh("skewed"));
        byte[] labels = [.. Enumerable.Range(0, TinyData.TrainCount).Select(i => (byte)(i < 60 ? 0 : i % TinyData.Classes))];
        TinyData.WriteIdx(Path.Combine(data, TinyData.TrainLabels), [labels.Length], labels);
        string plain = TestRun.Of([.. TinyRun.Arguments(data, 1), "--out", tiny.Fresh("plain")]).Succeeded().Output;
        Assert.Contains("classes are uneven", plain, StringComparison.Ordinal);
        Assert.Contains("--balance", plain, StringComparison.Ordinal);
        foreach ((string kind, string said) in (ReadOnlySpan<(string, string)>)
            [("weights", "classes weighted"), ("sampling", "classes drawn evenly")])
        {
            TestRun balanced = TestRun.Of(
                [.. TinyRun.Arguments(data, 1), "--balance", kind, "--augment", "mixup=0.3", "--out", tiny.Fresh(kind)]).Succeeded();
            Assert.DoesNotContain("uneven", balanced.Output, StringComparison.Ordinal);
            Assert.Contains(said, balanced.Output, StringComparison.Ordinal);
            Assert.Contains("mixup 0.3", balanced.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Folders_within_those_of_classes_are_said_to_count_as_these()
    {
        string folder = tiny.Fresh("nested");
        for (int i = 0; i < 10; i++)
        {
            string inner = Path.Combine(folder, i % 2 == 0 ? "cats" : "dogs", "batch1");
            Directory.CreateDirectory(inner);
            TinyData.WritePng(Path.Combine(inner, $"{i}.png"), i % 2);
        }

        TestRun shown = TestRun.Of("data", folder, "--no-sheet").Succeeded();
        Assert.Contains(Path.Combine("cats", "batch1") + " as cats", shown.Output, StringComparison.Ordinal);
        Assert.Contains("--nested-classes makes each a class of its own", shown.Output, StringComparison.Ordinal);
        TestRun nested = TestRun.Of("data", folder, "--no-sheet", "--nested-classes").Succeeded();
        Assert.Contains("cats/batch1", nested.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("--nested-classes", nested.Output, StringComparison.Ordinal);
    }
}
