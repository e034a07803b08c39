using System.Text.RegularExpressions;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;

namespace NormSharp.Cli.Tests.Localization;

/// <summary>What a Chinese user sees, at the widths of terminals.</summary>
public sealed partial class ChineseScreenTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    public static TheoryData<int> Widths => [60, 80, 120];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Help_fits_the_terminal_where_a_character_takes_two_columns(int width)
    {
        string[][] commands =
            [[], ["--help"], .. ChineseTextTests.All(ChineseTextTests.Root()).Select(command => $"{command.FullName} --help".Split(' '))];
        Assert.All(commands, arguments => AssertFits(Shown(width, arguments), width));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_training_and_what_follows_fits_and_is_Chinese(int width)
    {
        string run = tiny.Fresh($"zh{width}");
        string training = Shown(width, [.. TinyRun.Arguments(tiny.Data), "--out", run]);
        foreach (string part in (string[])["训练准确率", "批次 16，sgd 学习率 1", "滑动统计量", "训练所得", "重新校准后", "接下来"])
        {
            Assert.Contains(part, training, StringComparison.Ordinal);
        }

        AssertFits(training, width);
        string eval = Shown(width, "eval", run);
        Assert.Contains("95 % 区间", eval, StringComparison.Ordinal);
        Assert.Contains("准确率", eval, StringComparison.Ordinal);
        Assert.Contains("重新校准", Shown(width, "recalibrate", run), StringComparison.Ordinal);
        Assert.Contains("可训练", Shown(width, "summary", run), StringComparison.Ordinal);
        Assert.Contains("缩放到 0…1", Shown(width, "data", tiny.Data, "--no-sheet"), StringComparison.Ordinal);
        Assert.Contains("处理器", Shown(width, "env"), StringComparison.Ordinal);
        Assert.Contains("问题", Shown(width, "study", "list"), StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_before_a_training_are_those_of_the_catalogue()
    {
        string[] arguments = [.. TinyRun.Arguments(tiny.Data), "--out", tiny.Fresh("warned"), "--language", "zh"];
        Assert.Contains(
            "警告 BN005 conv1、conv2、fc1、fc2：批量归一化之前有偏置（被减去的均值已包含它）；选项：--no-bias",
            TestRun.Of(arguments).Succeeded().ErrorLines);
    }

    [Fact]
    public void Heads_of_the_epochs_stand_over_their_numbers()
    {
        string[] arguments = [.. TinyRun.Arguments(tiny.Data), "--out", tiny.Fresh("heads"), "--language", "zh"];
        string[] lines = [.. TestRun.Of(arguments).Succeeded().OutputLines];
        int head = Array.FindIndex(lines, line => line.Contains("轮次", StringComparison.Ordinal));
        Assert.StartsWith("      1 ", lines[head + 1], StringComparison.Ordinal);
        Assert.Equal(TextColumns.Of(lines[head]), TextColumns.Of(lines[head + 1]));
    }

    [Theory]
    [InlineData("没有命令“trai”（您是不是想输入 train？）", "trai")]
    [InlineData("没有选项 --epoch（您是不是想输入 --epochs？）", "train", "--epoch", "3")]
    [InlineData("--epochs 是“x”，应为不小于 1 的整数", "train", "--epochs", "x")]
    [InlineData("--optimizer 是“sgdd”，应为 sgd、adam 或 adamw（您是不是想输入 sgd？）", "train", "--optimizer", "sgdd")]
    [InlineData("缺少 --data：", "eval", "MODEL")]
    [InlineData("选项 --epochs 缺少取值", "train", "--epochs")]
    [InlineData("predict 需要 IMAGE", "predict", "MODEL")]
    [InlineData("没有这个模型文件或训练文件夹", "eval", "nothing.safetensors", "--data", "garments")]
    public void Wrong_command_lines_are_told_in_Chinese(string expected, params string[] arguments)
    {
        string model = tiny.Fresh("alone.safetensors");
        File.Copy(tiny.Model, model);
        TestRun run = TestRun.Of(["--language", "zh", .. arguments.Select(argument => argument == "MODEL" ? model : argument)]);
        Assert.Contains(expected, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.NotEqual(ExitCode.Ok, run.Code);
    }

    [Fact]
    public void What_is_for_scripts_is_the_same_in_every_language()
    {
        string[][] commands =
        [
            ["summary", "lenet-bn"],
            ["summary", tiny.Model],
            ["data", tiny.Data, "--no-sheet"],
            ["eval", tiny.Run],
            ["eval", Path.GetDirectoryName(tiny.Run)!],
            ["recalibrate", tiny.Run],
            ["doctor", tiny.Run],
            ["study", "list"],
            ["env"],
            ["eval", "nothing.safetensors", "--data", "garments"],
        ];
        Assert.All(commands, arguments =>
        {
            TestRun english = TestRun.Of([.. arguments, "--json"]);
            TestRun chinese = TestRun.Of([.. arguments, "--json", "--language", "zh"]);
            Assert.Equal(
                (english.Code, Seconds().Replace(english.Output, string.Empty), english.Error),
                (chinese.Code, Seconds().Replace(chinese.Output, string.Empty), chinese.Error));
        });
    }

    private static string Shown(int width, params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal
        {
            Output = TextWriter.Synchronized(output),
            Error = TextWriter.Synchronized(error),
            OutputIsTerminal = true,
            Width = width,
            Language = Language.Chinese,
        };
        Assert.True(Application.Run(arguments, terminal) == ExitCode.Ok, error.ToString());
        return Codes().Replace(output.ToString(), string.Empty).Replace("\r", "\n", StringComparison.Ordinal);
    }

    /// <summary>Command lines and paths are left whole, to be copied.</summary>
    private static void AssertFits(string text, int width)
    {
        string[] lines =
        [
            .. text.Split('\n').Where(
                line => Chinese().IsMatch(line) && !line.Contains(Path.GetTempPath(), StringComparison.Ordinal)),
        ];
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.InRange(TextColumns.Of(line.TrimEnd()), 0, width));
    }

    [GeneratedRegex("[\u4e00-\u9fff]")]
    private static partial Regex Chinese();

    [GeneratedRegex("\"seconds\":[0-9.]+")]
    private static partial Regex Seconds();

    [GeneratedRegex("\u001b\\[[0-9;?]*[a-zA-Z]")]
    private static partial Regex Codes();
}
