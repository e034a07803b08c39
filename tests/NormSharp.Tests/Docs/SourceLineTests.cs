namespace NormSharp.Tests.Docs;

/// <summary>Lines of C# are at most 140 characters.</summary>
public sealed class SourceLineTests
{
    private const int LongestLine = 140;
    private static readonly string[] Folders = ["bench", "samples", "src", "tests"];

    [Fact]
    public void Lines_are_at_most_140_long()
    {
        string[] files = [.. Folders
            .SelectMany(folder => Directory.EnumerateFiles(Checkout.File(folder), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))];
        string[] tooLong = [.. files
            .SelectMany(path => File.ReadLines(path)
                .Select((line, i) => (line.Length, Number: i + 1))
                .Where(line => line.Length > LongestLine)
                .Select(line => $"{Path.GetRelativePath(Checkout.Root, path)}:{line.Number}: {line.Length} characters"))];

        Expect.True(files.Length > 500, $"only {files.Length} sources were found");
        Assert.True(tooLong.Length == 0, string.Join('\n', tooLong));
    }
}
