using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;

namespace NormSharp.Studies.Tests.Experiments;

public class StudyCatalogTests
{
    public static TheoryData<string> Names => [.. StudyCatalog.All.Select(study => study.Name)];

    [Fact]
    public void There_are_the_eighteen_that_the_source_texts_ask_for()
        => Assert.Equal(
            [
                "axis", "batch-size", "bias", "distribution", "dropout", "gamma-beta", "gradient-flow", "initialisation", "landscape",
                "learning-rate", "optimizer", "order",
                "placement", "regularization", "running-average", "standardization", "transfer", "variance",
            ],
            StudyCatalog.All.Select(study => study.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_runs_to_verdicts_and_a_report_in_both_languages(string name)
    {
        Study study = StudyCatalog.Find(name)!;
        using var folder = new TemporaryFolder();
        StudyResults results = TinyResults.Of(study);
        foreach (Language language in Enum.GetValues<Language>())
        {
            var origin = new ReportOrigin("garments", $"normsharp study {name}", "a machine", new DateOnly(2026, 1, 2));
            StudyReport report = StudyReport.Create(study, results, origin, language);
            Assert.NotEmpty(report.Conclusion.Judgements);
            Assert.NotEmpty(report.Conclusion.Figures);
            Assert.NotEmpty(report.Conclusion.Tables);
            Assert.All(report.Conclusion.Tables, table => Assert.All(table.Rows, row => Assert.Equal(table.Header.Count, row.Count)));
            ReportFolder.Write(folder.Path, report);
            string page = File.ReadAllText(folder[ReportFolder.ReportName]);
            Assert.Contains(study.Text(language)["question"], page);
            Assert.Equal(language == Language.Chinese, page.Contains("方法", StringComparison.Ordinal));
            Assert.DoesNotContain("NaN", page);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_grid_names_its_cells_apart(string name)
    {
        string[] keys = [.. StudyCatalog.Find(name)!.Grid(TinyResults.Plan).Select(cell => cell.Key)];
        Assert.NotEmpty(keys);
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void The_same_seeds_give_the_same_numbers_on_any_number_of_threads()
    {
        Study study = StudyCatalog.Find("placement")!;
        using var one = new TemporaryFolder();
        using var two = new TemporaryFolder();
        StudyPlan plan = TinyResults.Plan with { Seeds = [5] };
        Assert.Equal(
            Numbers(new StudyRunner(plan, TinyResults.Data, 1).Run(study, one.Path)),
            Numbers(new StudyRunner(plan, TinyResults.Data, 3).Run(study, two.Path)));
    }

    private static IEnumerable<string> Numbers(StudyResults results) => results.Runs.Select(run => run.Result.ToJson().ToJsonString());
}
