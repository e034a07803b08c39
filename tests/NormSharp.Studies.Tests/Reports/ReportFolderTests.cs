using System.Text.Json.Nodes;
using NormSharp.Data;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Tests.Running;

namespace NormSharp.Studies.Tests.Reports;

public class ReportFolderTests
{
    private static readonly StudyPlan Plan = new() { Seeds = [7, 8] };

    [Fact]
    public void The_table_has_a_row_a_cell_and_seed()
    {
        using var folder = new TemporaryFolder();
        Write(folder);
        string[] lines = File.ReadAllText(folder["results.csv"]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("letter,seed,nothing,value", lines[0]);
        Assert.Equal(7, lines.Length);
        Assert.StartsWith("a,7,,0.", lines[1]);
    }

    [Fact]
    public void The_json_holds_every_number_and_the_verdicts()
    {
        using var folder = new TemporaryFolder();
        StudyReport report = Write(folder);
        var json = (JsonObject)JsonNode.Parse(File.ReadAllText(folder["results.json"]))!;
        Assert.Equal("counting", json["study"]!.GetValue<string>());
        Assert.Equal(6, json["runs"]!.AsArray().Count);
        JsonNode cell = json["runs"]![0]!;
        Assert.Equal(report.Results.Runs[0].Result.Metrics["value"], cell["metrics"]!["value"]!.GetValue<double>());
        Assert.Null(cell["metrics"]!["nothing"]);
        Assert.Equal(3, cell["series"]!["course"]!.AsArray().Count);
        Assert.Contains(json["verdicts"]![0]!["verdict"]!.GetValue<string>(), (string[])["confirmed", "refuted", "not_decided"]);
    }

    [Fact]
    public void The_page_needs_nothing_else_and_escapes_what_it_shows()
    {
        using var folder = new TemporaryFolder();
        Write(folder);
        string page = File.ReadAllText(folder["report.html"]);
        Assert.StartsWith("<!DOCTYPE html>", page);
        Assert.Contains("Counting &lt;cells&gt;", page);
        Assert.Contains("Six &amp; more", page);
        Assert.Contains("normsharp study counting", page);
        Assert.DoesNotContain("src=", page);
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("@import", page);
        Assert.DoesNotContain(
            "&gt;", page[page.IndexOf("<style>", StringComparison.Ordinal)..page.IndexOf("</style>", StringComparison.Ordinal)]);
    }

    [Fact]
    public void Control_characters_in_a_path_are_spelled_out_and_lose_nothing()
    {
        using var folder = new TemporaryFolder();
        StudyReport report = Write(folder);
        string hostile = "a\u0001\u001b[31m\u202e</pre><script>x";
        report = report with { Origin = report.Origin with { Command = $"study --data {hostile}", Data = hostile } };
        ReportFolder.Write(folder.Path, report);
        IndexPage.Write(folder["index.html"], [report]);
        FindingsPage.Write(folder.Path, [report]);
        foreach (string name in (string[])["report.html", "index.html", "findings.md"])
        {
            string text = File.ReadAllText(folder[name]);
            Assert.Contains("\\u0001\\u001B[31m\\u202E", text, StringComparison.Ordinal);
            Assert.DoesNotContain('\u202e', text);
            Assert.True(name.EndsWith(".md", StringComparison.Ordinal) || !text.Contains("<script", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(StudyScale.Quick, true)]
    [InlineData(StudyScale.Standard, false)]
    public void A_quick_run_says_on_top_that_it_is_small(StudyScale scale, bool says)
    {
        using var folder = new TemporaryFolder();
        StudyReport report = Write(folder);
        report = report with { Results = report.Results with { Plan = report.Results.Plan with { Scale = scale } } };
        ReportFolder.Write(folder.Path, report);
        IndexPage.Write(folder["index.html"], [report]);
        foreach (string name in (string[])["report.html", "index.html"])
        {
            string page = File.ReadAllText(folder[name]);
            int caution = page.IndexOf("A small run, for a first look", StringComparison.Ordinal);
            Assert.Equal(says, caution >= 0);
            Assert.True(caution < page.IndexOf(report.Conclusion.Summary, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_index_links_to_every_report()
    {
        using var folder = new TemporaryFolder();
        StudyReport report = Write(folder);
        IndexPage.Write(folder["index.html"], [report]);
        string page = File.ReadAllText(folder["index.html"]);
        Assert.Contains("href=\"counting/report.html\"", page);
        Assert.Contains(report.Conclusion.Judgements[0].Claim, page);
    }

    internal static StudyReport Write(TemporaryFolder folder)
    {
        var study = new CountingStudy();
        StudyReport report = StudyReport.Create(
            study,
            new StudyRunner(Plan, GarmentSet.Open(), 1).Run(study, folder.Path),
            new ReportOrigin("garments", "normsharp study counting", "a machine", new DateOnly(2026, 1, 2)),
            Language.English);
        ReportFolder.Write(folder.Path, report);
        return report;
    }
}
