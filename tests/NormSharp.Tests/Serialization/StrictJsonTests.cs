using System.Text;
using NormSharp.Serialization;

namespace NormSharp.Tests.Serialization;

public class StrictJsonTests
{
    public static TheoryData<string> Wrong =>
    [
        "",
        "null",
        "[]",
        "1",
        "{",
        "{} {}",
        "{\"a\":1,}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":1,\"\\u0062\":2}}",
        "{\"a\":\"\\ud800\"}",
        "{\"\\udc00\":1}",
        "{\"a\":[\"x\\ud83dy\"]}",
        "{\"a\":/* */1}",
        "{\"a\":NaN}",
        "{\"a\":" + new string('[', 100) + new string(']', 100) + "}",
        "{\"a\":\"\u001b\"}",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_no_plain_object_is_refused(string text)
    {
        var error = Assert.Throws<ModelFormatException>(() => StrictJson.Object("x.json", text));
        Assert.StartsWith("x.json: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', error.Message);
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused()
        => Assert.Throws<ModelFormatException>(() => StrictJson.Object("x.json", [.. "{\"a\":\""u8, 0xFF, 0xC0, .. "\"}"u8]));

    [Fact]
    public void More_values_than_the_limit_are_refused()
        => Assert.Throws<ModelFormatException>(
            () => StrictJson.Object("x.json", $"{{\"a\":[{string.Join(',', Enumerable.Repeat('1', StrictJson.MostValues))}]}}"));

    [Fact]
    public void A_mark_of_byte_order_is_passed_over()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.json"], "{\"é\":\"ä\"}", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Equal("ä", (string?)StrictJson.Read(folder["a.json"])["é"]);
    }

    [Fact]
    public void Entries_of_another_kind_are_named_with_the_file()
    {
        var json = new JsonFields("x.json", StrictJson.Object(
            "x.json",
            "{\"null\":null,\"text\":\"a\",\"big\":1e999,\"half\":0.5,\"list\":[1,null],\"texts\":[\"a\"],\"object\":{\"deep\":1}}"));
        Action[] wrong =
        [
            () => json.Text("absent"), () => json.Text("null"), () => json.Text("half"), () => json.Int("half"), () => json.Int("text"),
            () => json.Number("text"), () => json.Number("big"), () => json.Ints("list"), () => json.Texts("list"), () => json.Ints("text"),
            () => json.Object("texts"), () => json.Object("null"), () => json.UnsignedLong("half"), () => json.OptionalBool("text"),
            () => json.Singles("texts"),
        ];
        Assert.All(wrong, read => Assert.StartsWith(

            "x.json: ", Assert.Throws<ModelFormatException>(read).Message, StringComparison.Ordinal));
        string message = Assert.Throws<ModelFormatException>(() => json.Object("object").Text("deep")).Message;
        Assert.Contains("'object'", message, StringComparison.Ordinal);
        Assert.Equal("a", json.Text("text"));
        Assert.Equal(["a"], json.Texts("texts"));
        Assert.Equal(1, json.Object("object").Int("deep"));
        Assert.Null(json.OptionalText("null"));
        Assert.Null(json.OptionalNumber("absent"));
    }
}
