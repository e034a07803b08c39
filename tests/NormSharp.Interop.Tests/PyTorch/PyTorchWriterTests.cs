using NormSharp.Interop.PyTorch;

namespace NormSharp.Interop.Tests.PyTorch;

public sealed class PyTorchWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_again()
    {
        string path = _folder.File("all.pth");
        using PyTorchFile source = PyTorchFile.Open(Fixture.File("pytorch", "types-zip.pth"));
        StateFiles.SavePyTorch(path, source.Tensors);

        using StateFile copy = StateFiles.Open(path);

        Assert.Equal("PyTorch (zip)", copy.Format);
        Assert.Equal(source.Tensors.Select(tensor => $"{tensor.Name} {tensor}"), copy.Tensors.Select(tensor => $"{tensor.Name} {tensor}"));
        Assert.All(source.Tensors.Zip(copy.Tensors), pair => Assert.Equal(pair.First.ReadBytes(), pair.Second.ReadBytes()));
    }

    [Fact]
    public void Equal_tensors_give_equal_files()
    {
        using PyTorchFile source = PyTorchFile.Open(Fixture.File("pytorch", "checkpoint.pth"));
        StateFiles.SavePyTorch(_folder.File("1.pth"), source.Tensors);
        StateFiles.SavePyTorch(_folder.File("2.pth"), source.Tensors);

        Assert.Equal(File.ReadAllBytes(_folder.File("1.pth")), File.ReadAllBytes(_folder.File("2.pth")));
    }

    [Fact]
    public void A_type_that_PyTorch_does_not_store_is_refused_and_nothing_is_written()
    {
        var tensor = new NamedTensor("x", ElementType.UInt32, [1], new NormSharp.Interop.Tensors.MemoryContent(new byte[4]));

        Assert.Contains(
            "'x' is uint32[1]",
            Assert.Throws<NormSharpException>(() => StateFiles.SavePyTorch(_folder.File("x.pth"), [tensor])).Message,
            StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    /// <summary>The oracle: PyTorch itself, where Debian's python3-torch is installed.</summary>
    [Fact]
    public void PyTorch_loads_it_with_weights_only()
    {
        string path = _folder.File("ours.pth");
        using (PyTorchFile types = PyTorchFile.Open(Fixture.File("pytorch", "types-zip.pth")))
        using (PyTorchFile net = PyTorchFile.Open(Fixture.File("pytorch", "checkpoint.pth")))
        {
            StateFiles.SavePyTorch(path, types.Tensors.Concat(net.Tensors));
        }

        string rewritten = _folder.File("rewritten.pth");
        using (PyTorchFile types = PyTorchFile.Open(Fixture.File("pytorch", "types-zip.pth")))
        {
            types.Rewrite(rewritten, [NamedTensor.Of("float32", [2, 3], [9f, 9, 9, 9, 9, 9])]);
        }

        Assert.Equal(
            "ok",
            Python.Run(
                """
                import sys, torch
                ours = torch.load(sys.argv[1], weights_only=True)
                theirs = torch.load(sys.argv[2])
                net = torch.load(sys.argv[3])["state_dict"]
                for name, value in theirs.items():
                    assert ours[name].dtype == value.dtype and ours[name].shape == value.shape and torch.equal(ours[name], value), name
                for name, value in net.items():
                    assert torch.equal(ours[name.removeprefix("module.")], value), name
                assert len(ours) == len(theirs) + len(net)
                changed = torch.load(sys.argv[4], weights_only=True)
                assert torch.equal(changed["float32"], torch.full((2, 3), 9.0))
                for name, value in theirs.items():
                    assert name == "float32" or torch.equal(changed[name], value), name
                print("ok")
                """,
                path, Fixture.File("pytorch", "types-zip.pth"), Fixture.File("pytorch", "checkpoint.pth"), rewritten));
    }
}
