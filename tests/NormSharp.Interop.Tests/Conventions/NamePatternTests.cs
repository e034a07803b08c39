namespace NormSharp.Interop.Tests.Conventions;

public class NamePatternTests
{
    [Theory]
    [InlineData("backbone.*", "features.*", "backbone.0.weight", "features.0.weight")]
    [InlineData("backbone.*", "features.*", "head.0.weight", null)]
    [InlineData("*.gamma", "*.weight", "bn1.gamma", "bn1.weight")]
    [InlineData("*.gamma", "*.weight", "bn1.gamma.x", null)]
    [InlineData("fc.weight", "linear.weight", "fc.weight", "linear.weight")]
    [InlineData("fc.weight", "linear.weight", "fc.weights", null)]
    [InlineData("a.*.b.*", "x.*", "a.1.b.2", "x.1")]
    [InlineData("*.*", "*-*", "a.b.c", "a-b.c")]
    [InlineData("a*a", "*", "a", null)]
    [InlineData("a*a", "b*", "aa", "b")]
    [InlineData("*", "m.*", "", "m.")]
    public void Names_that_fit_are_renamed(string from, string to, string name, string? expected)
        => Assert.Equal(expected, new NamePattern(from, to).Rename(name));

    [Fact]
    public void More_stars_than_there_are_texts_are_refused()
        => Assert.Contains(
            "more '*'", Assert.Throws<ArgumentException>(() => new NamePattern("a.*", "*.*")).Message, StringComparison.Ordinal);
}
