using NormSharp.Cli.Localization;

namespace NormSharp.Cli.Tests.Localization;

public sealed class MessageTests
{
    [Fact]
    public void Values_stand_where_the_translation_has_them()
    {
        int step = 7;
        Assert.Equal("stopped after step 7; continue with: x", Say(Language.English));
        Assert.Equal("在第 7 步之后停止；接着训练：x", Say(Language.Chinese));

        string Say(Language language)
            => Messages.In(language, () => Messages.Of($"stopped after step {step}; continue with: {"x"}"));
    }

    [Fact]
    public void Order_follows_the_language()
        => Assert.Equal("data 的 5 张", Messages.In(Language.Chinese, () => Messages.Of($"{5} of {"data"}")));

    [Fact]
    public void Numbers_are_the_same_in_every_language_and_braces_are_only_braces()
    {
        Assert.Equal("{a} 1234.50 {{0}", Messages.Of($"{"{a}"} {1234.5:0.00} {{{{{"0"}}}"));
        Assert.Equal("  1.5|x ", Messages.Of($"{1.5,5}|{"x",-2}"));
    }

    [Fact]
    public void Padding_counts_columns_of_the_terminal()
        => Assert.Equal("中 |", Messages.Of($"{"中",-3}|"));

    [Fact]
    public void Spaces_around_a_text_stay() => Assert.Equal("  准备中", Messages.In(Language.Chinese, () => Messages.Of("  preparing")));

    [Fact]
    public void What_has_no_translation_stands_as_it_is()
        => Assert.Equal("runs/lenet", Messages.In(Language.Chinese, () => Messages.Of("runs/lenet")));

    [Fact]
    public void A_language_holds_for_one_command_alone()
    {
        Assert.Equal("训练", Messages.In(Language.Chinese, () => Messages.Of("training")));
        Assert.Equal("training", Messages.Of("training"));
        Assert.Throws<InvalidOperationException>(
            () => Messages.In<int>(Language.Chinese, () => throw new InvalidOperationException()));
        Assert.Equal("training", Messages.Of("training"));
    }

    [Theory]
    [InlineData("msgid \"a\"\nmsgstr \"b\"\n", "a", "b")]
    [InlineData("# note\nmsgid \"say \"\n\"\\\"a\\\"\"\n\nmsgstr \"x\\\\\"\n\"y\"", "say \"a\"", "x\\y")]
    public void A_po_file_is_read_as_gettext_reads_it(string text, string key, string value)
    {
        (string found, string translation) = Assert.Single(PoFile.Parse(new StringReader(text)));
        Assert.Equal((key, value), (found, translation));
    }

    [Theory]
    [InlineData("msgid \"a\"\nmsgstr \"b\"\nmsgid \"a\"\nmsgstr \"c\"\n", "twice")]
    [InlineData("msgid a\n", "line 1")]
    [InlineData("\nmsgctxt \"a\"\n", "line 2")]
    public void A_damaged_po_file_is_refused(string text, string reason)
        => Assert.Contains(
            reason, Assert.Throws<FormatException>(() => PoFile.Parse(new StringReader(text))).Message, StringComparison.Ordinal);
}
