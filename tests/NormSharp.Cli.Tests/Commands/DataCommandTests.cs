using System.Text.Json.Nodes;
using NormSharp.Cli.Failures;
using NormSharp.Data;

namespace NormSharp.Cli.Tests.Commands;

public sealed class DataCommandTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    [Fact]
    public void Counts_mean_and_deviation_are_those_of_the_pixels()
    {
        JsonObject json = TestRun.Of("data", tiny.Data, "--no-sheet", "--json").Succeeded().Json;
        ImageSet set = DataSets.Open(tiny.Data).Train;
        double[] pixels = [.. Enumerable.Range(0, set.Count).SelectMany(i => set.Image(i).ToArray()).Select(value => value / 255.0)];
        double mean = pixels.Average();
        Assert.Equal(TinyData.TrainCount, (int)json["train_images"]!);
        Assert.Equal(TinyData.TestCount, (int)json["test_images"]!);
        Assert.Equal(mean, (double)json["mean"]![0]!, 1e-6);
        Assert.Equal(Math.Sqrt(pixels.Average(value => (value - mean) * (value - mean))), (double)json["deviation"]![0]!, 1e-6);
        JsonArray classes = json["classes"]!.AsArray();
        Assert.Equal(TinyData.Classes, classes.Count);
        Assert.All(classes, entry => Assert.Equal(TinyData.TrainCount / TinyData.Classes, (int)entry!["train"]!));
        Assert.Equal("bar 2", (string?)classes[2]!["name"]);
    }

    [Fact]
    public void The_sheet_is_a_picture_and_is_never_overwritten()
    {
        string sheet = tiny.Fresh("sheet.png");
        TestRun.Of("data", tiny.Data, "--sheet", sheet).Succeeded();
        Assert.True(PngImage.Read(sheet).Height > TinyData.Classes * TinyData.Size);
        byte[] before = File.ReadAllBytes(sheet);
        TestRun.Of("data", tiny.Data, "--sheet", sheet).Failed(ExitCode.Failed, sheet, "exists", "--sheet");
        Assert.Equal(before, File.ReadAllBytes(sheet));
    }

    [Fact]
    public void Exported_images_are_those_of_the_set()
    {
        string folder = tiny.Fresh("samples");
        TestRun.Of("data", tiny.Data, "--no-sheet", "--export", folder, "--count", "12").Succeeded();
        string[] files = [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal)];
        Assert.Equal(12, files.Length);
        Assert.Equal("05-bar-1.png", Path.GetFileName(files[5]));
        byte[] planes = new byte[TinyData.Size * TinyData.Size];
        PngImage.Read(files[5]).CopyPlanes(planes);
        Assert.Equal(DataSets.Open(tiny.Data).Test.Image(5).ToArray(), planes);
        TestRun.Of("data", tiny.Data, "--no-sheet", "--export", folder).Failed(ExitCode.Failed, folder, "exists", "--export");
    }

    [Fact]
    public void People_read_a_table_of_classes()
    {
        TestRun result = TestRun.Of("data", tiny.Data, "--no-sheet").Succeeded();
        Assert.Contains(
            result.OutputLines, line => line.Contains("bar 3", StringComparison.Ordinal) && line.Contains("24", StringComparison.Ordinal));
        Assert.Contains("deviation", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_contradict_each_other_are_refused()
    {
        TestRun.Of("data", tiny.Data, "--sheet", "x.png", "--no-sheet").Failed(ExitCode.WrongUsage, "--sheet", "--no-sheet");
        TestRun.Of("data", tiny.Data, "--count", "3").Failed(ExitCode.WrongUsage, "--count", "--export");
    }
}
