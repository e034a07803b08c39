using System.Text.Json.Nodes;
using NormSharp.Serialization;

namespace NormSharp.Training.Tests.Runs;

public sealed class JsonLinesFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("metrics.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lines_are_there_as_soon_as_they_are_appended()
    {
        using JsonLinesFile file = JsonLinesFile.Open(FilePath);

        file.Append(Line(1));
        file.Append(Line(2));

        Assert.Equal("{\"step\":1}\n{\"step\":2}\n", Content());
        Assert.Equal(2, file.Lines);
    }

    [Fact]
    public void A_half_written_last_line_is_cut_off_wherever_it_breaks()
    {
        const string Whole = "{\"step\":1}\n{\"step\":2}\n";
        for (int length = 0; length <= Whole.Length; length++)
        {
            File.WriteAllText(FilePath, Whole[..length]);
            int lines = Whole[..length].Count(c => c == '\n');

            Assert.Equal(lines, JsonLinesFile.Read(FilePath).Count());
            using (JsonLinesFile file = JsonLinesFile.Open(FilePath))
            {
                Assert.Equal(lines, file.Lines);
                file.Append(Line(7));
            }

            Assert.Equal(lines + 1, JsonLinesFile.Read(FilePath).Count());
            Assert.Equal(7, (int)JsonLinesFile.Read(FilePath).Last()["step"]!);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 3)]
    [InlineData(20_000, 20_000)]
    [InlineData(99_999, 30_000)]
    public void Lines_behind_the_last_checkpoint_are_cut_off(long keep, int expected)
    {
        File.WriteAllLines(FilePath, Enumerable.Range(1, 30_000).Select(step => Line(step).ToJsonString()));

        using (JsonLinesFile file = JsonLinesFile.Open(FilePath, keep))
        {
            Assert.Equal(expected, file.Lines);
        }

        Assert.Equal(Enumerable.Range(1, expected), JsonLinesFile.Read(FilePath).Select(line => (int)line["step"]!));
    }

    [Fact]
    public void A_damaged_line_is_named()
    {
        File.WriteAllText(FilePath, "{\"step\":1}\n{\"st\n{\"step\":3}\n");

        var exception = Assert.Throws<ModelFormatException>(() => JsonLinesFile.Read(FilePath).ToList());

        Assert.StartsWith($"{FilePath}, line 2: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_named()
    {
        string path = _folder.File(Path.Combine("none", "metrics.jsonl"));

        Assert.StartsWith(
            $"{path}: cannot write", Assert.Throws<FileWriteException>(() => JsonLinesFile.Open(path)).Message, StringComparison.Ordinal);
    }

    private static JsonObject Line(int step) => new() { ["step"] = step };

    private string Content()
    {
        using var reader = new StreamReader(new FileStream(FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}
