using NormSharp.Cli.Screens;

namespace NormSharp.Cli.Tests.Screens;

public sealed class InvocationTests
{
    [Fact]
    public void From_a_source_tree_the_whole_run_line_is_told()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["src", "NormSharp.Cli", "bin", "Release"]);
        File.WriteAllText(folder["src", "NormSharp.Cli", "NormSharp.Cli.csproj"], "<Project/>");
        Assert.Equal(
            $"dotnet run -c Release --project {Path.Combine("src", "NormSharp.Cli")} --",
            Invocation.Find(folder["src", "NormSharp.Cli", "bin", "Release"], folder.Path));
    }

    [Fact]
    public void Elsewhere_it_is_the_tool()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal("normsharp", Invocation.Find(folder.Path, folder.Path));
    }

    [Fact]
    public void What_a_shell_would_split_is_quoted()
    {
        Assert.Equal("runs/a-1", Invocation.Quote("runs/a-1"));
        Assert.Equal("\"my runs/a\"", Invocation.Quote("my runs/a"));
    }
}
