using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;

namespace NormSharp.Cli.Tests.Localization;

/// <summary>Where lines of Chinese end: between any two characters, but never before punctuation that closes.</summary>
public sealed class ChineseLineTests
{
    private const string Question = "批量归一化之前的偏置是否多余？LeNet 中哪些层重要？";

    [Theory]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(28)]
    [InlineData(30)]
    [InlineData(31)]
    public void Lines_fit_and_begin_with_no_closing_punctuation(int columns)
    {
        string[] lines = [.. TextColumns.WrapWords(Question, columns)];
        Assert.Equal(Question, string.Concat(lines).Replace("LeNet中", "LeNet 中", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.InRange(TextColumns.Of(line), 1, columns));
        Assert.All(lines, line => Assert.DoesNotContain(line[0], "，。？）"));
    }

    [Fact]
    public void Cells_of_tables_are_broken_likewise()
    {
        string[] lines = Shown(30, screen =>
        {
            PlainTable table = new PlainTable().Words("a").Words("b");
            table.Add(PlainTable.Strong("placement"), PlainTable.Cell(Question));
            table.Show(screen);
        });
        Assert.All(lines, line => Assert.InRange(TextColumns.Of(line), 0, 30));
        Assert.DoesNotContain(lines, line => "，。？）".Contains(line.Trim().FirstOrDefault('x')));
    }

    [Theory]
    [InlineData("  [bold]总共只有 12 步：[/]少于约 200 步很难学到什么；增大 --epochs 或减小 --batch-size 可以增加步数")]
    [InlineData("  [dim]runs 中有 1 次训练；准确率取自各次训练自己的测试图像，[[做过]]重新校准的取校准之后的[/]")]
    public void A_line_with_markup_keeps_its_words_and_its_indent(string markup)
    {
        string[] lines = Shown(40, screen => screen.Line(markup));
        Assert.True(lines.Length > 2);
        Assert.All(lines, line => Assert.StartsWith("  ", line, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.InRange(TextColumns.Of(line), 1, 40));
        Assert.All(lines, line => Assert.DoesNotContain(line.Trim()[0], "，。；：）"));
        Assert.Equal(
            Spectre.Console.Markup.Remove(markup).Replace(" ", string.Empty, StringComparison.Ordinal),
            string.Concat(lines).Replace(" ", string.Empty, StringComparison.Ordinal));
    }

    private static string[] Shown(int width, Action<Screen> show)
    {
        var output = new StringWriter { NewLine = "\n" };
        return Messages.In(Language.Chinese, () =>
        {
            show(new Screen(output, isTerminal: false, width, quiet: false));
            return output.ToString().TrimEnd('\n').Split('\n');
        });
    }
}
