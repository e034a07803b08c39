using NormSharp.Studies.Texts;

namespace NormSharp.Studies.Tests.Texts;

public class TextFileTests
{
    private const string Content =
        """
        # A title

        ## finding

        With it {accuracy}, at a rate of
        {rate}; without it {accuracy}.

        Another paragraph.

        ## labels

        - axis: test accuracy: in %
        - raw 0..1: raw,
          0 to 1
        """;

    private static readonly TextFile File = new("Some.en.md", Language.English, Content);

    [Fact]
    public void Headings_and_labels_begin_sections()
    {
        Assert.Equal(["title", "finding", "axis", "raw 0..1"], File.Sections);
        Assert.Equal("A title", File["title"]);
        Assert.Equal("test accuracy: in %", File["axis"]);
        Assert.Equal("raw, 0 to 1", File["raw 0..1"]);
        Assert.Null(File.Raw("labels"));
    }

    [Fact]
    public void Places_are_filled_wherever_they_stand_and_values_are_not_looked_into()
        => Assert.Equal(
            "With it {rate}, at a rate of 0.3; without it {rate}. Another paragraph.",
            File.Say("finding", ("accuracy", "{rate}"), ("rate", "0.3")));

    [Fact]
    public void A_section_that_is_missing_is_named_with_the_file()
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => File["summary"]);
        Assert.Contains("Some.en.md", error.Message);
        Assert.Contains("'summary'", error.Message);
        Assert.Contains("title, finding", error.Message);
    }

    [Fact]
    public void A_file_that_is_missing_is_named()
        => Assert.Contains(
            "TextFileTests.zh.md", Assert.Throws<InvalidDataException>(() => TextFile.Of(typeof(TextFileTests), Language.Chinese)).Message);

    [Fact]
    public void Places_and_values_must_be_the_same()
    {
        Assert.Contains("{rate}", Assert.Throws<InvalidDataException>(() => File.Say("finding", ("accuracy", "1"))).Message);
        Assert.Contains("{speed}", Assert.Throws<InvalidDataException>(() => File.Say("axis", ("speed", "1"))).Message);
        Assert.Contains("{accuracy}", Assert.Throws<InvalidDataException>(() => File["finding"]).Message);
    }

    [Theory]
    [InlineData("lost\n# t", "'lost'")]
    [InlineData("# t\n## labels\nlost", "'lost'")]
    [InlineData("## a\nx\n## a\ny", "'a'")]
    [InlineData("## labels\n- no colon", "no colon")]
    [InlineData("## a\nx {open", "'a'")]
    public void What_is_not_of_the_form_is_refused_with_the_file(string content, string named)
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => new TextFile("Some.en.md", Language.English, content));
        Assert.Contains("Some.en.md", error.Message);
        Assert.Contains(named, error.Message);
    }
}
