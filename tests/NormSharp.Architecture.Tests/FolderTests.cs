using System.Reflection;

namespace NormSharp.Architecture;

/// <summary>The folders of a project use each other one way: there are no circles.</summary>
public class FolderTests
{
    public static TheoryData<string> Projects => [.. House.Built.Select(room => room.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_form_no_circle(string project)
    {
        IReadOnlyList<string> circles = FolderGraph.Of(Assembly.Load(project)).Circles();
        Assert.True(circles.Count == 0, string.Join(Environment.NewLine, circles));
    }

    [Fact]
    public void Every_type_has_a_folder()
    {
        foreach (Assembly assembly in House.Assemblies)
        {
            Dictionary<Type, string> folders = SourceFolders.Of(assembly);
            Assert.DoesNotContain(assembly.GetTypes(), type => !type.IsNested && IsWritten(type) && !folders.ContainsKey(type));
        }
    }

    [Fact]
    public void Folders_are_those_of_the_source()
    {
        Dictionary<Type, string> folders = SourceFolders.Of(typeof(Training.Trainer).Assembly);

        // A class, an interface and an enumeration: only the first has code.
        Assert.Equal("Loop", folders[typeof(Training.Trainer)]);
        Assert.Equal("Metrics", folders[typeof(Training.ITrainingObserver)]);
        Assert.Equal("Options", folders[typeof(Training.OptimizerKind)]);
    }

    [Fact]
    public void A_circle_is_found_and_told_once()
    {
        var graph = new FolderGraph();
        graph.Add("Runs", "Checkpoints", "RunRecorder uses Checkpoint");
        graph.Add("Checkpoints", "Metrics", "Progress uses Average");
        graph.Add("Metrics", "Runs", "StepMetrics uses JsonFile");
        graph.Add("Metrics", "Json", "StepMetrics uses Number");
        Assert.Equal(
            ["Checkpoints → Metrics (Progress uses Average); Metrics → Runs (StepMetrics uses JsonFile); Runs → Checkpoints "
                + "(RunRecorder uses Checkpoint)"],
            graph.Circles());
    }

    [Fact]
    public void Folders_that_only_use_what_is_below_form_no_circle()
    {
        var graph = new FolderGraph();
        graph.Add("Loop", "Runs", "Trainer uses RunRecorder");
        graph.Add("Loop", "Json", "Trainer uses JsonFile");
        graph.Add("Runs", "Json", "RunRecorder uses JsonFile");
        Assert.Empty(graph.Circles());
    }

    /// <summary>Not one of the compiler's or a generator's.</summary>
    private static bool IsWritten(Type type)
        => type.Namespace?.StartsWith("NormSharp", StringComparison.Ordinal) == true && !type.Name.Contains('<', StringComparison.Ordinal);
}
