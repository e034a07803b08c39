using NormSharp.Cli.CommandLine;

namespace NormSharp.Cli.Tests.CommandLine;

public sealed class WordsTests
{
    [Theory]
    [InlineData("--epoch", " (did you mean --epochs?)")]
    [InlineData("--epcohs", " (did you mean --epochs?)")]
    [InlineData("--lrr", " (did you mean --lr?)")]
    [InlineData("--quiet", "")]
    [InlineData("x", "")]
    public void The_nearest_word_is_offered_when_it_is_near(string word, string expected) =>
        Assert.Equal(expected, Words.DidYouMean(word, ["--epochs", "--lr", "--batch-size"]));

    [Fact]
    public void Lists_end_in_or()
    {
        Assert.Equal("a", Words.Or(["a"]));
        Assert.Equal("a or b", Words.Or(["a", "b"]));
        Assert.Equal("a, b or c", Words.Or(["a", "b", "c"]));
    }
}
