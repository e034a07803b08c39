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
}
