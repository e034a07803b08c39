namespace NormSharp.Tests.Docs;

/// <summary>The derivation quotes the code: its excerpts must still stand in the sources, in both languages.</summary>
public sealed class DerivationTests
{
    [Theory]
    [InlineData("batchnorm.md")]
    [InlineData("batchnorm.zh-CN.md")]
    public void Every_excerpt_stands_in_its_source(string page)
    {
        List<(string Source, string[] Lines)> excerpts = Excerpts(page);
        Expect.True(excerpts.Count >= 12, $"{excerpts.Count} excerpts were found");
        foreach ((string source, string[] lines) in excerpts)
        {
            Assert.NotEmpty(lines);
            string[] code = [.. File.ReadLines(Checkout.File("docs", "math", source)).Select(line => line.Trim())];
            int from = 0;
            foreach (string line in lines)
            {
                int at = Array.IndexOf(code, line.Trim(), from);
                Expect.True(at >= 0, $"{page} quotes \"{line.Trim()}\", which {source} does not hold (any more, or not in this order)");
                from = at + 1;
            }
        }
    }

    [Fact]
    public void Both_languages_have_the_same_formulas_and_excerpts()
    {
        Assert.Equal(Formulas("batchnorm.md"), Formulas("batchnorm.zh-CN.md"));
        Assert.Equal(
            Excerpts("batchnorm.md").Select(excerpt => $"{excerpt.Source}: {string.Join('\n', excerpt.Lines)}"),
            Excerpts("batchnorm.zh-CN.md").Select(excerpt => $"{excerpt.Source}: {string.Join('\n', excerpt.Lines)}"));
    }

    private static List<string> Formulas(string page) =>
        [.. File.ReadLines(Checkout.File("docs", "math", page)).Where(line => line.StartsWith("$$", StringComparison.Ordinal))];

    /// <summary>Each block of code with the file that the line above links to.</summary>
    private static List<(string Source, string[] Lines)> Excerpts(string page)
    {
        string[] text = File.ReadAllLines(Checkout.File("docs", "math", page));
        List<(string Source, string[] Lines)> excerpts = [];
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != "```csharp")
            {
                continue;
            }

            string link = text[i - 2];
            string source = link[(link.IndexOf("](", StringComparison.Ordinal) + 2)..^1];
            string[] lines = [.. text.Skip(i + 1).TakeWhile(line => line != "```")];
            excerpts.Add((source, lines));
            i += lines.Length;
        }

        return excerpts;
    }
}
