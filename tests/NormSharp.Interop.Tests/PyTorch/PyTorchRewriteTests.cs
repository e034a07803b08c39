using NormSharp.Interop.Files;
using NormSharp.Interop.PyTorch;

namespace NormSharp.Interop.Tests.PyTorch;

public sealed class PyTorchRewriteTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("types-zip.pth")]
    [InlineData("types-legacy.pth")]
    [InlineData("types-protocol4.pth")]
    public void Only_the_numbers_of_the_changed_tensors_change(string name)
    {
        string target = _folder.File(name);
        using (PyTorchFile file = PyTorchFile.Open(Fixture.File("pytorch", name)))
        {
            file.Rewrite(
                target,
                [NamedTensor.Of("float16", [2, 3], [1f, -2, 3, 1.5f, 0, 7]), NamedTensor.Of("int16", [2, 3], [9L, -8, 7, 6, 5, 4])]);
        }

        using PyTorchFile before = PyTorchFile.Open(Fixture.File("pytorch", name));
        using PyTorchFile after = PyTorchFile.Open(target);
        Assert.Equal([1.0, -2, 3, 1.5, 0, 7], after.Tensors.Single(tensor => tensor.Name == "float16").ReadDouble());
        Assert.Equal([9L, -8, 7, 6, 5, 4], after.Tensors.Single(tensor => tensor.Name == "int16").ReadInt64());
        Assert.All(before.Tensors.Zip(after.Tensors).Where(pair => pair.First.Name is not ("float16" or "int16")), pair =>
            Assert.Equal(pair.First.ReadBytes(), pair.Second.ReadBytes()));
        int changed = Differences(File.ReadAllBytes(Fixture.File("pytorch", name)), File.ReadAllBytes(target));
        Assert.InRange(changed, 12, 24 + (before.Format == "PyTorch (zip)" ? 2 * 2 * sizeof(uint) : 0));
    }

    [Fact]
    public void Checksums_of_the_archive_stay_true()
    {
        string target = _folder.File("types.pth");
        using (PyTorchFile file = PyTorchFile.Open(Fixture.File("pytorch", "types-zip.pth")))
        {
            file.Rewrite(target, [NamedTensor.Of("float64", [2, 3], [1.0, 2, 3, 4, 5, 6])]);
        }

        using SourceFile source = SourceFile.Open(target);
        var archive = new ZipFile(source);
        Assert.All(archive.Entries, entry => Assert.Equal(entry.Length, archive.ReadAll(entry, 1 << 20).Length));
        using System.IO.Compression.ZipArchive other = System.IO.Compression.ZipFile.OpenRead(target);
        Assert.All(other.Entries, entry => Assert.Equal(entry.Length, Length(entry)));
    }

    [Fact]
    public void A_transposed_view_is_written_where_it_lies()
    {
        string target = _folder.File("views.pth");
        using (PyTorchFile file = PyTorchFile.Open(Fixture.File("pytorch", "views-legacy.pth")))
        {
            file.Rewrite(target, [NamedTensor.Of("transposed", [6, 4], Enumerable.Range(0, 24).Select(i => (float)i).ToArray())]);
        }

        using PyTorchFile after = PyTorchFile.Open(target);
        Assert.Equal(
            from row in Enumerable.Range(0, 4) from column in Enumerable.Range(0, 6) select (float)((4 * column) + row),
            after.Tensors.Single(tensor => tensor.Name == "tied").ReadSingle());
    }

    [Fact]
    public void Tensors_that_share_numbers_may_not_become_different()
    {
        using PyTorchFile file = PyTorchFile.Open(Fixture.File("pytorch", "views-zip.pth"));
        NamedTensor row = NamedTensor.Of("row", [6], new float[6]);
        NamedTensor column = NamedTensor.Of("column", [4], [1f, 2, 3, 4]);

        Assert.Throws<ArgumentException>(() => file.Rewrite(_folder.File("x.pth"), [row, column]));
        Assert.Throws<ArgumentException>(() => file.Rewrite(_folder.File("x.pth"), [column, row]));
        file.Rewrite(_folder.File("x.pth"), [NamedTensor.Of("column", [4], new float[4]), NamedTensor.Of("row", [6], new float[6])]);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.tmp"));
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_nothing_is_written()
    {
        using PyTorchFile file = PyTorchFile.Open(Fixture.File("pytorch", "types-zip.pth"));
        string target = _folder.File("y.pth");

        Assert.Contains("cannot hold 300", Refusal(NamedTensor.Of("uint8", [2, 3], [300f, 0, 0, 0, 0, 0])), StringComparison.Ordinal);
        Assert.Contains("cannot hold 0.5", Refusal(NamedTensor.Of("int64", [2, 3], [0.5f, 0, 0, 0, 0, 0])), StringComparison.Ordinal);
        Assert.Contains(
            "is float32[2, 3] in the file, the change is float32[6]",
            Refusal(NamedTensor.Of("float32", [6], new float[6])),
            StringComparison.Ordinal);
        Assert.Contains("holds no tensor 'none'", Refusal(NamedTensor.Of("none", [6], new float[6])), StringComparison.Ordinal);
        Assert.False(File.Exists(target));

        string Refusal(NamedTensor change) => Assert.Throws<ArgumentException>(() => file.Rewrite(target, [change])).Message;
    }

    private static long Length(System.IO.Compression.ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.Length;
    }

    private static int Differences(byte[] before, byte[] after)
    {
        Assert.Equal(before.Length, after.Length);
        return before.Zip(after).Count(pair => pair.First != pair.Second);
    }
}
