using System.Diagnostics;
using System.Text;
using NormSharp.Cli.Screens;
using NormSharp.Primitives;

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
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the shells of Windows quote otherwise");
        Assert.Equal("runs/a-1", Invocation.Quote("runs/a-1"));
        Assert.Equal("'my runs/a'", Invocation.Quote("my runs/a"));
    }

    public static TheoryData<string> Names =>
    [
        "", " ", "a b", "it's", "'", "''", "\\", "a\\", "$(touch planted)", "`touch planted`", "$HOME",
        "\"; touch planted; \"", "a;b", "*", "~",
        "{a,b}", "#x", "!x", "a\nb", "a\n", "\n", "\u001b[31m", "\u202egnp", "a\u009bb", "$'\n'", "ä 模型", "-x", "=", "a\tb", "%s", "\\033",
    ];

    [Fact]
    public void A_path_is_no_option()
    {
        Assert.Equal("./-x", Invocation.QuotePath("-x"));
        Assert.Equal("runs/a-1", Invocation.QuotePath("runs/a-1"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_shell_makes_of_a_paste_the_very_name(string name)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "no bash");
        using var folder = new TemporaryFolder();
        string pasted = Invocation.Quote(name);
        Assert.True(Printable.IsPlain(pasted));
        var start = new ProcessStartInfo("/bin/bash", ["-c", $"printf '%s|' {pasted}"])
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = folder.Path,
        };
        using Process shell = Process.Start(start)!;
        Assert.Equal($"{name}|", shell.StandardOutput.ReadToEnd());
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
