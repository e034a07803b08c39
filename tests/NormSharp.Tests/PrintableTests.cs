using NormSharp.Primitives;

namespace NormSharp.Tests;

public class PrintableTests
{
    [Theory]
    [InlineData("conv1.weight", "conv1.weight")]
    [InlineData("größer 模型", "größer 模型")]
    [InlineData("a\u001b[31mb\r\n", "a\\u001B[31mb\\u000D\\u000A")]
    [InlineData("a\u202eb\u2028c", "a\\u202Eb\\u2028c")]
    [InlineData("\u009b31m", "\\u009B31m")]
    [InlineData("", "")]
    public void Control_characters_are_spelled_out(string text, string expected) => Assert.Equal(expected, Printable.Name(text));

    [Fact]
    public void Half_a_surrogate_pair_is_spelled_out() => Assert.Equal("x\\uD800y", Printable.Name("x" + (char)0xD800 + "y"));

    [Fact]
    public void Long_texts_are_cut() => Assert.Equal(new string('a', 120) + "…", Printable.Name(new string('a', 100_000)));
}
