using System.CommandLine;
using System.Diagnostics;
using NormSharp.Cli.CommandLine;

namespace NormSharp.Cli.Tests.CommandLine;

public class CompletionTests
{
    [Theory]
    [InlineData("tr", "train")]
    [InlineData("bench a", "allreduce")]
    [InlineData("train --sched", "--schedule")]
    [InlineData("train --schedule co", "constant cosine")]
    [InlineData("train --balance ", "none weights sampling")]
    [InlineData("train --language ", "en zh")]
    [InlineData("train --model resnet1", "resnet18")]
    [InlineData("train --model lenet --optimizer ad", "adam adamw")]
    [InlineData("study pl", "placement")]
    [InlineData("summary lenet", "lenet lenet-bn")]
    [InlineData("data fash", "fashion-mnist")]
    [InlineData("completion b", "bash")]
    [InlineData("launch --ranks 2 -- trai", "train")]
    [InlineData("eval runs/a --js", "--json")]
    [InlineData("train --json --js", "")]
    [InlineData("train --out ", "")]
    [InlineData("predict some", "")]
    public void What_may_follow_is_offered(string line, string expected)
        => Assert.Equal(
            expected.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Completion.Of(Application.Parse([]).RootCommandResult.Command, line.Split(' ')));

    [Fact]
    public void No_value_is_offered_in_two_spellings()
    {
        Command root = Application.Parse([]).RootCommandResult.Command;
        Assert.All(root.Subcommands.SelectMany(command => command.Options.Select(option => (command.Name, Option: option.Name))), one =>
        {
            IReadOnlyList<string> offered = Completion.Of(root, [one.Name, one.Option, string.Empty]);
            Assert.Equal(offered.Distinct(StringComparer.OrdinalIgnoreCase), offered);
        });
    }

    [Fact]
    public void With_nothing_typed_all_commands_are_offered()
    {
        TestRun run = TestRun.Of("completion", "words", "--", string.Empty);
        Assert.Equal(0, run.Code);
        string[] offered = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("train", offered);
        Assert.Contains("completion", offered);
    }

    [Fact]
    public void A_misspelt_shell_is_refused_with_the_nearest()
    {
        TestRun run = TestRun.Of("completion", "bas");
        Assert.NotEqual(0, run.Code);
        Assert.Contains("(did you mean bash?); expected bash, zsh, fish or powershell", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zsh", "compdef _normsharp normsharp")]
    [InlineData("fish", "complete -c normsharp")]
    [InlineData("powershell", "Register-ArgumentCompleter -Native -CommandName normsharp")]
    public void Every_shell_has_a_script(string shell, string line)
        => Assert.Contains(line, TestRun.Of("completion", shell).Output, StringComparison.Ordinal);

    /// <summary>A shell with the script, asked as it asks when Tab is pressed.</summary>
    [Fact]
    public void Bash_completes_with_its_script()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "no bash on this machine");
        string program = Path.Combine(AppContext.BaseDirectory, "NormSharp.Cli.dll");
        string script = TestRun.Of("completion", "bash").Output + $$"""
            normsharp() { dotnet '{{program}}' "$@"; }
            COMP_WORDS=(normsharp train --schedule co)
            COMP_CWORD=3
            _normsharp
            echo "${COMPREPLY[*]}"
            """;
        using Process bash = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", script])
        {
            RedirectStandardOutput = true,
        })!;
        string output = bash.StandardOutput.ReadToEnd();
        bash.WaitForExit();
        Assert.Equal("constant cosine", string.Join(' ', output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)));
    }
}
