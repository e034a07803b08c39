using System.CommandLine;
using NormSharp.Cli.Failures;

namespace NormSharp.Cli.Tests.Commands;

public sealed class HelpTests
{
    public static TheoryData<string> Commands =>
        ["train", "eval", "predict", "summary", "doctor", "fold", "export", "data", "env", "bench"];

    public static TheoryData<string> Benchmarks => ["train", "infer", "batchnorm", "conv", "gemm", "limits"];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_has_usage_options_and_an_example_that_parses(string command)
    {
        TestRun result = TestRun.Of(command, "--help").Succeeded();
        Assert.Contains($"normsharp {command}", result.Output, StringComparison.Ordinal);
        Assert.Contains("--json", result.Output, StringComparison.Ordinal);
        int examples = result.OutputLines.ToList().IndexOf("Examples");
        Assert.InRange(examples, 1, result.OutputLines.Count - 2);
        foreach (string line in result.OutputLines.Skip(examples + 1)
            .Where(line => line.StartsWith("  normsharp", StringComparison.Ordinal)))
        {
            string[] arguments = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];

            // Wrong usage would be told with or without help; asking for it keeps the command from running.
            Assert.Equal(command, arguments[0]);
            Assert.Empty(Application.Parse(arguments).Errors);
        }
    }

    [Fact]
    public void No_command_has_two_options_of_one_name()
    {
        Assert.All(All(Application.Parse([]).RootCommandResult.Command), command =>
        {
            string[] names = [.. command.Options.SelectMany(option => option.Aliases.Append(option.Name))];
            Assert.Equal(names.Distinct(), names);
        });

        static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);
    }

    [Fact]
    public void A_command_line_makes_no_command_but_its_own()
    {
        IList<Command> all = Application.Parse([]).RootCommandResult.Command.Subcommands;
        Assert.All(all, command =>
        {
            Command tree = Application.Parse([command.Name, "--help"]).RootCommandResult.Command;
            Assert.Equal(
                command.Name is "completion" ? all.Select(one => one.Name) : [command.Name], tree.Subcommands.Select(one => one.Name));
        });
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_option_of_a_command_is_in_its_help(string command)
    {
        string help = TestRun.Of(command, "-h").Succeeded().Output;
        Assert.All(Application.Parse([command]).CommandResult.Command.Options, option =>
        {
            Assert.Contains(option.Name, help, StringComparison.Ordinal);
            Assert.False(string.IsNullOrEmpty(option.Description), option.Name);
        });
    }

    [Theory]
    [MemberData(nameof(Benchmarks))]
    public void A_benchmark_has_help_of_its_own(string benchmark)
    {
        string help = TestRun.Of("bench", benchmark, "--help").Succeeded().Output;
        Assert.Contains($"normsharp bench {benchmark} [options]", help, StringComparison.Ordinal);
        Assert.All(
            Application.Parse(["bench", benchmark]).CommandResult.Command.Options,
            option => Assert.Contains(option.Name, help, StringComparison.Ordinal));
        Assert.Contains($"  {benchmark} ", TestRun.Of("bench", "--help").Succeeded().Output, StringComparison.Ordinal);
        foreach (string line in help.Split('\n')
            .Where(
                line => line.StartsWith("  normsharp bench", StringComparison.Ordinal)
                    && !line.EndsWith("[options]", StringComparison.Ordinal)))
        {
            Assert.Empty(Application.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]).Errors);
        }
    }

    [Fact]
    public void Help_fits_into_eighty_columns_where_it_can_be_wrapped()
    {
        var output = new StringWriter { NewLine = "\n" };
        var terminal = new Output.Terminal { Output = output, Error = TextWriter.Null, OutputIsTerminal = true, Width = 80 };
        Assert.Equal(ExitCode.Ok, Application.Run(["train", "--help"], terminal));
        string plain = System.Text.RegularExpressions.Regex.Replace(output.ToString(), "\u001b\\[[0-9;]*m", string.Empty);
        Assert.All(
            plain.Split('\n').Where(line => !line.TrimStart().StartsWith("normsharp", StringComparison.Ordinal)),
            line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void Without_a_command_there_is_an_overview()
    {
        TestRun result = TestRun.Of("--help").Succeeded();
        Assert.All(Commands, row => Assert.Contains($"  {row.Data} ", result.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void Without_anything_there_is_a_short_tour_that_names_every_command()
    {
        TestRun result = TestRun.Of().Succeeded();
        Assert.Contains("A short tour", result.Output, StringComparison.Ordinal);
        Assert.All(
            Commands.Select(row => row.Data.Split(' ')[0]), name => Assert.Contains(name, result.Output, StringComparison.Ordinal));
        Assert.InRange(result.OutputLines.Count, 5, 24);
    }

    [Fact]
    public void The_version_is_that_of_the_library() =>
        Assert.Equal(
            typeof(NormSharp.Tensors.Tensor).Assembly.GetName().Version!.ToString(3),
            Assert.Single(TestRun.Of("--version").Succeeded().OutputLines));
}
