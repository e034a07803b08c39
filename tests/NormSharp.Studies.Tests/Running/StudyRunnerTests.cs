using NormSharp.Data;
using NormSharp.Serialization;
using NormSharp.Studies.Cells;

namespace NormSharp.Studies.Tests.Running;

public class StudyRunnerTests
{
    private static readonly StudyPlan Plan = new() { Scale = StudyScale.Quick, Seeds = [1, 2] };

    [Fact]
    public void Every_cell_runs_once_with_each_seed()
    {
        using var folder = new TemporaryFolder();
        var study = new CountingStudy();
        StudyResults results = Run(study, folder.Path);
        Assert.Equal(6, study.Calls);
        Assert.Equal(["a", "a", "b", "b", "c", "c"], results.Runs.Select(run => run.Cell.Coordinates[0].Value));
        Assert.Equal([1UL, 2, 1, 2, 1, 2], results.Runs.Select(run => run.Seed));
        Assert.Equal(2, results.At(("letter", "b")).Metric("value").Values.Count);
    }

    [Fact]
    public void A_program_gets_a_report_by_the_name_of_a_study()
    {
        using var folder = new TemporaryFolder();
        var runner = new StudyRunner(new StudyPlan { Scale = StudyScale.Quick, Seeds = [1], Limit = 512 }, GarmentSet.Open(), 2);
        string page = File.ReadAllText(runner.Write("order", folder.Path, Language.Chinese));
        Assert.Contains(StudyCatalog.Question("order", Language.Chinese), page);
        Assert.Contains("placement", Assert.Throws<ArgumentException>(() => runner.Write("plaement", folder.Path)).Message);
    }

    [Fact]
    public void Finished_cells_are_not_run_again_and_give_the_same_numbers()
    {
        using var folder = new TemporaryFolder();
        StudyResults first = Run(new CountingStudy(), folder.Path);
        var again = new CountingStudy();
        StudyResults second = Run(again, folder.Path);
        Assert.Equal(0, again.Calls);
        Assert.Equal(Numbers(first), Numbers(second));
    }

    [Fact]
    public void What_was_stopped_goes_on_where_it_stopped()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var stopped = new CountingStudy
        {
            OnCell = (before, context) =>
            {
                if (before == 3)
                {
                    stop.Cancel();
                    context.Cancellation.ThrowIfCancellationRequested();
                }
            },
        };
        Assert.ThrowsAny<OperationCanceledException>(() => Runner(threads: 1).Run(stopped, folder.Path, null, stop.Token));
        var rest = new CountingStudy();
        StudyResults resumed = Run(rest, folder.Path);
        Assert.Equal(3, rest.Calls);
        using var other = new TemporaryFolder();
        Assert.Equal(Numbers(Run(new CountingStudy(), other.Path)), Numbers(resumed));
    }

    [Fact]
    public void A_damaged_cell_is_run_again()
    {
        using var folder = new TemporaryFolder();
        Run(new CountingStudy(), folder.Path);
        string[] files = Directory.GetFiles(Path.Combine(folder.Path, StudyRunner.CellFolder));
        File.WriteAllText(files[0], "{ \"identity\": 3");
        File.WriteAllText(files[1], "[]");
        File.WriteAllText(files[2], File.ReadAllText(files[2]).Replace("seed=", "weed=", StringComparison.Ordinal));
        var again = new CountingStudy();
        Run(again, folder.Path);
        Assert.Equal(3, again.Calls);
    }

    [Fact]
    public void Cells_of_another_scale_limit_data_or_revision_are_other_cells()
    {
        using var folder = new TemporaryFolder();
        Run(new CountingStudy(), folder.Path);
        DataSplit data = GarmentSet.Open();
        foreach ((StudyPlan plan, DataSplit split) in ((StudyPlan, DataSplit)[])
            [(Plan with { Scale = StudyScale.Full }, data), (Plan with { Limit = 600 }, data),
                (Plan, new DataSplit(data.Train.WithClasses(0, 1), data.Test))])
        {
            var study = new CountingStudy();
            new StudyRunner(plan, split, 2).Run(study, folder.Path);
            Assert.Equal(6, study.Calls);
        }

        var changed = new CountingStudy { Changes = 1 };
        Run(changed, folder.Path);
        Assert.Equal(6, changed.Calls);
        var same = new CountingStudy();
        Run(same, folder.Path);
        Assert.Equal(0, same.Calls);
        var more = new CountingStudy();
        new StudyRunner(Plan with { Seeds = [1, 2, 3] }, data, 2).Run(more, folder.Path);
        Assert.Equal(3, more.Calls);
    }

    [Fact]
    public void The_first_failure_is_told_and_finished_cells_stay()
    {
        using var folder = new TemporaryFolder();
        var failing = new CountingStudy { OnCell = (before, _) => Assert.True(before != 2, "the third cell fails") };
        Exception failure = Assert.ThrowsAny<Exception>(() => Runner(threads: 1).Run(failing, folder.Path));
        Assert.Contains("the third cell fails", failure.Message);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(folder.Path, StudyRunner.CellFolder)).Length);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_found_before_any_work()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["taken"], string.Empty);
        var study = new CountingStudy();
        FileWriteException failure = Assert.Throws<FileWriteException>(() => Run(study, folder["taken"]));
        Assert.Contains("taken", failure.Message);
        Assert.Equal(0, study.Calls);
    }

    [Fact]
    public void Images_that_are_too_small_are_refused_in_one_line()
    {
        using var folder = new TemporaryFolder();
        var small = new InMemoryImageSet("tiny", new ImageShape(1, 8, 8), ["a", "b"], new byte[128], [0, 1]);
        NormSharpException failure = Assert.ThrowsAny<NormSharpException>(
            () => new StudyRunner(Plan, new DataSplit(small, small)).Run(new CountingStudy(), folder.Path));
        Assert.Contains("1×8×8", failure.Message);
        Assert.Contains("at least 16×16", failure.Message);
    }

    [Fact]
    public void Too_few_classes_are_refused_in_one_line()
    {
        DataSplit data = GarmentSet.Open().SelectClasses([0, 1, 2]);
        NormSharpException failure = Assert.ThrowsAny<NormSharpException>(() => StudyCatalog.Find("transfer")!.CheckData(data));
        Assert.Contains("3 classes; the study transfer needs at least 4", failure.Message);
        StudyCatalog.Find("axis")!.CheckData(data);
    }

    private static StudyRunner Runner(int threads = 2) => new(Plan, GarmentSet.Open(), threads);

    private static StudyResults Run(Study study, string folder) => Runner().Run(study, folder);

    private static IEnumerable<string> Numbers(StudyResults results) => results.Runs.Select(run => run.Result.ToJson().ToJsonString());
}
