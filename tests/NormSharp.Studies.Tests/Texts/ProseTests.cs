using NormSharp.Studies.Texts;

namespace NormSharp.Studies.Tests.Texts;

public class ProseTests
{
    private static readonly string English = string.Concat(
        Enumerable.Range(1, 60).Select(i => $"word{i} {(i % 7 == 0 ? "- " : "")}{(i % 11 == 0 ? "12. " : "")}")).Trim();
    private static readonly string Chinese = string.Concat(Enumerable.Range(1, 30).Select(i => $"有批量归一化时，LeNet 最好为 {i}.5 %（学习率 0.{i}）。"));

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("准确率 (%)", 10)]
    [InlineData("（）。", 6)]
    [InlineData("γ ± 1·10⁻⁵", 10)]
    public void Wide_characters_take_two_columns(string text, int columns) => Assert.Equal(columns, Prose.Width(text));

    [Fact]
    public void Lines_have_at_most_a_hundred_columns_and_come_together_again()
    {
        foreach (string text in (string[])[English, Chinese])
        {
            string[] lines = Prose.Wrap(text).Split('\n');
            Assert.True(lines.Length > 3);
            Assert.All(lines, line => Assert.InRange(Prose.Width(line), 1, Prose.Columns));
            Assert.All(lines, line => Assert.Equal(line.Trim(), line));
            Assert.Equal(text, Prose.Join(lines));
        }
    }

    [Fact]
    public void No_line_begins_a_block_of_markdown()
        => Assert.All(Prose.Wrap(English).Split('\n'), line => Assert.DoesNotMatch(@"^(- |12\. )", line));

    [Fact]
    public void No_line_begins_with_what_closes_or_ends_with_what_opens()
    {
        for (int shift = 0; shift < 8; shift++)
        {
            string[] lines = Prose.Wrap(new string('x', shift) + Chinese).Split('\n');
            Assert.All(lines, line => Assert.DoesNotContain(line[0], "，。）%"));
            Assert.All(lines, line => Assert.NotEqual('（', line[^1]));
        }
    }

    [Fact]
    public void Later_lines_of_an_item_are_indented()
        => Assert.All(Prose.Wrap("- " + English, indent: "  ").Split('\n').Skip(1), line => Assert.StartsWith("  w", line));

    [Fact]
    public void A_word_that_is_too_long_stays_whole() => Assert.Equal(new string('x', 120), Prose.Wrap(new string('x', 120)));

    [Theory]
    [InlineData("高于 +1.00 个百分点 则证实", "高于 +1.00 个百分点则证实")]
    [InlineData("高于 0 则证实", "高于 0 则证实")]
    [InlineData("S1 与 S2", "S1 与 S2")]
    public void A_number_with_a_Chinese_unit_leaves_no_space_behind(string text, string expected)
        => Assert.Equal(expected, Prose.Tight(text));

    /// <summary>Where a page is shown the end of a line is a space, which Chinese has only beside numbers and Latin words.</summary>
    [Fact]
    public void Chinese_lines_end_at_spaces_and_after_punctuation()
    {
        string[] lines = Prose.Wrap(string.Concat(Enumerable.Repeat("若真实差值恰好等于规则的界限，仍会使大约二十分之一的说法仅凭偶然得出定论。", 6))).Split('\n');
        Assert.True(lines.Length > 3);
        Assert.All(lines, line => Assert.Contains(line[^1], "，。"));
    }
}
