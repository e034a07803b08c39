using NormSharp.Interop.Files;

namespace NormSharp.Interop.Tests.Files;

public sealed class FileEditsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Changes_in_any_order_give_the_changed_copy()
        => Assert.Equal("abXYefgh!", Edited("abcdefghij", edits =>
        {
            edits.Replace(8, 2, "!"u8.ToArray());
            edits.Replace(2, "XY"u8.ToArray());
        }));

    [Fact]
    public void Changes_that_overlap_and_agree_count_once()
        => Assert.Equal("abXYZWVhij", Edited("abcdefghij", edits =>
        {
            edits.Replace(4, "ZWV"u8.ToArray());
            edits.Replace(2, "XYZ"u8.ToArray());
            edits.Replace(3, "YZWV"u8.ToArray());
            edits.Replace(5, "W"u8.ToArray());
            edits.Replace(2, "XYZ"u8.ToArray());
        }));

    [Fact]
    public void Changes_that_contradict_each_other_write_nothing()
    {
        Assert.Throws<ArgumentException>(() => Edited("abcdefghij", edits =>
        {
            edits.Replace(4, "ZWV"u8.ToArray());
            edits.Replace(2, "XYA"u8.ToArray());
        }));
        Assert.False(File.Exists(_folder.File("target")));
    }

    [Fact]
    public void A_file_may_be_its_own_destination()
    {
        string path = _folder.File("same");
        File.WriteAllText(path, "abc");
        using SourceFile source = SourceFile.Open(path);
        var edits = new FileEdits(path);
        edits.Replace(1, "X"u8.ToArray());

        edits.Write(source, path);

        Assert.Equal("aXc", File.ReadAllText(path));
    }

    private string Edited(string text, Action<FileEdits> change)
    {
        string path = _folder.File("source");
        File.WriteAllText(path, text);
        using SourceFile source = SourceFile.Open(path);
        var edits = new FileEdits(path);
        change(edits);
        edits.Write(source, _folder.File("target"));
        return File.ReadAllText(_folder.File("target"));
    }
}
