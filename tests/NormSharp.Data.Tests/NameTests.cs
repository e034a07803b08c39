namespace NormSharp.Data.Tests;

public sealed class NameTests
{
    [Fact]
    public void Names_go_as_people_count()
    {
        string[] names = ["b", "a10", "a2", "a02", "a1b", "a", "10", "9", "A2"];
        Assert.Equal(["9", "10", "A2", "a", "a1b", "a02", "a2", "a10", "b"], names.Order(NaturalOrder.Instance));
    }

    /// <summary>Pairs of the Unicode Character Database: decomposed, and normal form C.</summary>
    [Theory]
    [InlineData("cafe\u0301", "caf\u00E9")]
    [InlineData("A\u030Angstro\u0308m", "\u00C5ngstr\u00F6m")]
    [InlineData("Vie\u0323\u0302t", "Vi\u1EC7t")]
    [InlineData("\u1112\u1161\u11AB\u1100\u1173\u11AF", "\uD55C\uAE00")]
    [InlineData("\u304B\u3099", "\u304C")]
    [InlineData("\u0438\u0306", "\u0439")]
    [InlineData("plain 7", "plain 7")]
    [InlineData("\u00E9\uD55C", "\u00E9\uD55C")]
    public void Accents_join_their_letters(string name, string composed) => Assert.Equal(composed, ComposedName.Of(name));
}
