using System.Text.Json.Nodes;
using NormSharp.Serialization;

namespace NormSharp.Training.Tests.Runs;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string RunPath => _folder.File("run");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_created_can_be_opened()
    {
        using (RunFolder created = RunFolder.Create(RunPath, Description()))
        {
            Assert.False(created.IsFinished);
            created.WriteSummary(new JsonObject { ["seconds"] = 1.5 });
        }

        using RunFolder opened = RunFolder.Open(RunPath);

        Assert.Equal("卷积", (string)opened.Run["model"]!);
        Assert.True(opened.IsFinished);
        Assert.Equal(1.5, (double)opened.ReadSummary()["seconds"]!);
        Assert.Equal(["run.json", "summary.json"], Directory.GetFiles(RunPath).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("run.json")]
    [InlineData("metrics.jsonl")]
    [InlineData("summary.json")]
    [InlineData("model.safetensors")]
    public void A_folder_with_anything_of_a_run_is_not_overwritten(string name)
    {
        Directory.CreateDirectory(RunPath);
        File.WriteAllText(Path.Combine(RunPath, name), "precious");

        var exception = Assert.Throws<RunExistsException>(() => RunFolder.Create(RunPath, Description()));

        Assert.Contains(RunPath, exception.Message, StringComparison.Ordinal);
        Assert.Contains("resume it", exception.Message, StringComparison.Ordinal);
        Assert.Equal([name], Directory.GetFiles(RunPath).Select(Path.GetFileName));
        Assert.Equal("precious", File.ReadAllText(Path.Combine(RunPath, name)));
    }

    [Fact]
    public void Two_trainers_cannot_have_one_folder()
    {
        using RunFolder first = RunFolder.Create(RunPath, Description());
        using RunFolder second = RunFolder.Open(RunPath);

        Assert.Contains("another process", Assert.Throws<NormSharpException>(second.Lock).Message, StringComparison.Ordinal);
        first.Dispose();
        second.Lock();
    }

    [Fact]
    public void Missing_folders_and_folders_of_other_things_are_named()
    {
        Assert.Equal($"{RunPath}: no such run folder", Assert.Throws<NormSharpException>(() => RunFolder.Open(RunPath)).Message);
        Directory.CreateDirectory(RunPath);
        Assert.Contains("run.json", Assert.Throws<NormSharpException>(() => RunFolder.Open(RunPath)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{\"seed\": 1")]
    [InlineData("{\"seed\": 1, \"seed\": 2}")]
    public void A_damaged_description_is_named(string content)
    {
        Directory.CreateDirectory(RunPath);
        string path = Path.Combine(RunPath, "run.json");
        File.WriteAllText(path, content);

        Assert.StartsWith(path, Assert.Throws<ModelFormatException>(() => RunFolder.Open(RunPath)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_where_no_folder_can_be_is_named()
    {
        File.WriteAllText(RunPath, "a file");

        var exception = Assert.Throws<FileWriteException>(() => RunFolder.Create(RunPath, Description()));

        Assert.StartsWith($"{RunPath}: cannot write", exception.Message, StringComparison.Ordinal);
        Assert.Equal("a file", File.ReadAllText(RunPath));
    }

    private static JsonObject Description() => new() { ["model"] = "卷积", ["seed"] = 1 };
}
