using System.Text.Json.Nodes;
using NormSharp.Cli.Failures;

namespace NormSharp.Cli.Tests.Commands;

public sealed class StudyCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public StudyCommandTests() => _data = TinyData.Write(Path.Combine(_folder.Path, "tiny"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_list_names_eighteen_studies_with_their_questions()
    {
        JsonArray studies = TestRun.Of("study", "list", "--json").Succeeded().Json["studies"]!.AsArray();
        Assert.Equal(18, studies.Count);
        Assert.All(studies, study => Assert.EndsWith("?", (string)study!["question"]!));
        string list = TestRun.Of("study", "list").Succeeded().Output;
        Assert.Contains("placement", list, StringComparison.Ordinal);
        Assert.Contains("S5  BatchNorm2d by example", list, StringComparison.Ordinal);
    }

    [Fact]
    public void A_study_ends_in_verdicts_and_files()
    {
        string folder = Path.Combine(_folder.Path, "out");
        JsonObject json = Run(folder, "gradient-flow");
        JsonNode study = json["studies"]![0]!;
        Assert.Contains((string)study["verdicts"]![0]!["verdict"]!, (string[])["confirmed", "refuted", "not_decided"]);
        string report = File.ReadAllText((string)study["report"]!);
        Assert.Contains("study gradient-flow --data", report, StringComparison.Ordinal);
        foreach (string file in (string[])["results.csv", "results.json", "report.html", "chart-1.svg"])
        {
            Assert.True(File.Exists(Path.Combine(folder, "gradient-flow", file)), file);
        }
    }

    [Fact]
    public void The_same_seeds_give_the_same_numbers_in_another_folder()
    {
        string[] tables = [.. ((string[])["one", "two"]).Select(name =>
        {
            string folder = Path.Combine(_folder.Path, name);
            Run(folder, "placement");
            return File.ReadAllText(Path.Combine(folder, "placement", "results.csv"));
        })];
        Assert.Equal(tables[0], tables[1]);
        Assert.Equal(1 + (8 * 2), tables[0].Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void Chinese_reports_come_from_the_same_cells()
    {
        string folder = Path.Combine(_folder.Path, "out");
        JsonObject english = Run(folder, "placement");
        string[] cells = Cells(folder, "placement");
        DateTime[] written = [.. cells.Select(File.GetLastWriteTimeUtc)];
        JsonObject json = Run(folder, "placement", "--language", "zh");
        Assert.Contains(
            "滑动统计量", File.ReadAllText(Path.Combine(folder, "placement", "report.html")), StringComparison.Ordinal);
        Assert.Equal(english["studies"]!.ToJsonString(), json["studies"]!.ToJsonString());
        Assert.Equal(written, cells.Select(File.GetLastWriteTimeUtc));
    }

    [Fact]
    public void A_page_is_written_with_its_chart_beside_it()
    {
        string page = Path.Combine(_folder.Path, "docs", "page.md");
        Run(Path.Combine(_folder.Path, "out"), "placement", "--language", "zh", "--page", page);
        Assert.Contains("](zh/placement.svg)", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder.Path, "docs", "zh", "placement.svg")));
    }

    [Fact]
    public void A_page_that_cannot_be_written_is_found_before_any_work()
    {
        string taken = Path.Combine(_folder.Path, "taken");
        File.WriteAllText(taken, string.Empty);
        string folder = Path.Combine(_folder.Path, "out");
        TestRun.Of("study", "placement", "--quick", "--data", _data, "--out", folder, "--page", Path.Combine(taken, "page.md"))
            .Failed(ExitCode.Failed, taken, "cannot write");
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void A_misspelt_study_is_guessed()
        => TestRun.Of("study", "placment", "--data", _data).Failed(ExitCode.WrongUsage, "placment", "did you mean placement?");

    [Fact]
    public void Two_sizes_are_a_contradiction()
        => TestRun.Of("study", "placement", "--quick", "--full").Failed(ExitCode.WrongUsage, "--quick and --full");

    [Theory]
    [InlineData("1,1")]
    [InlineData("1;2")]
    [InlineData("-1")]
    public void Seeds_are_different_whole_numbers(string seeds)
        => TestRun.Of("study", "placement", "--seeds", seeds).Failed(ExitCode.WrongUsage, "--seeds", "for example 1,2,3");

    [Fact]
    public void A_folder_that_is_a_file_is_refused_before_any_work()
    {
        string taken = Path.Combine(_folder.Path, "taken");
        File.WriteAllText(taken, "mine");
        TestRun.Of("study", "placement", "--quick", "--data", _data, "--out", taken).Failed(ExitCode.Failed, taken, "cannot write");
        Assert.Equal("mine", File.ReadAllText(taken));
    }

    [Fact]
    public void Images_that_are_too_small_are_refused_in_one_line()
    {
        string small = Path.Combine(_folder.Path, "small");
        Directory.CreateDirectory(small);
        foreach ((string images, string labels) in ((string, string)[])[(TinyData.TrainImages, TinyData.TrainLabels),
            (TinyData.TestImages, TinyData.TestLabels)])
        {
            TinyData.WriteIdx(Path.Combine(small, images), [2, 8, 8], new byte[128]);
            TinyData.WriteIdx(Path.Combine(small, labels), [2], [0, 1]);
        }

        TestRun.Of("study", "placement", "--quick", "--data", small, "--out", Path.Combine(_folder.Path, "out"))
            .Failed(ExitCode.Failed, "1×8×8", "at least 16×16");
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "out")));
    }

    private static string[] Cells(string folder, string study) => Directory.GetFiles(Path.Combine(folder, study, "runs"));

    private JsonObject Run(string folder, string study, params string[] more)
        => TestRun.Of(["study", study, "--quick", "--seeds", "1,2", "--data", _data, "--out", folder, "--json", .. more]).Succeeded().Json;
}
