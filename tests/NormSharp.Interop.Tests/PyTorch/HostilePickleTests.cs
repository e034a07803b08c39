using NormSharp.Interop.PyTorch;
using NormSharp.Serialization;

namespace NormSharp.Interop.Tests.PyTorch;

/// <summary>
/// Pickles made to run something, to exhaust memory or time, or to reach outside of their storages. None calls anything, and each ends
/// in a tensor list or a typed error.
/// </summary>
public sealed class HostilePickleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Calls => new(
        // os.system("touch …") by every way that the machine knows to call something.
        "cos\nsystem\nX\x05\0\0\0touch\x85R",
        "cposix\nsystem\nX\x05\0\0\0touch\x85R",
        "cbuiltins\neval\nX\x05\0\0\0touch\x85R",
        "c__builtin__\nexec\nX\x05\0\0\0touch\x85R",
        "X\x02\0\0\0osX\x06\0\0\0system\x93X\x05\0\0\0touch\x85R",
        "(X\x05\0\0\0touchios\nsystem\n",
        "(cos\nsystem\nX\x05\0\0\0touch" + "o",
        "cos\nsystem\nX\x05\0\0\0touch\x85\x81",
        "cos\nsystem\nX\x05\0\0\0touch\x85}\x92",
        "cos\nsystem\n)\x81X\x05\0\0\0touch" + "b",
        "ccollections\nOrderedDict.fromkeys\n)R",
        "ctorch._utils\n_rebuild_tensor_v2.__globals__\n)R",
        "ctorch\nload\nX\x05\0\0\0touch\x85R",
        "ctorch._tensor\n_rebuild_from_type_v2\n(cos\nsystem\ncos\nsystem\nX\x05\0\0\0touch\x85}tR",
        "ctorch._tensor\n_rebuild_from_type_v2\n(ctorch._tensor\n_rebuild_from_type_v2\nN)}tR",
        "\x82\x07)R",
        "NNR");

    [Theory]
    [MemberData(nameof(Calls))]
    public void Nothing_is_called(string call)
    {
        string before = string.Join('\n', Directory.GetFileSystemEntries(Environment.CurrentDirectory));
        using PyTorchFile file = Open(
            "\x80\x02}(" + PickleSamples.Text("w") + PickleSamples.Tensor([2, 3], [3, 1]) + PickleSamples.Text("x") + call + "u.");

        Assert.Equal(["w"], file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(before, string.Join('\n', Directory.GetFileSystemEntries(Environment.CurrentDirectory)));
    }

    [Fact]
    public void An_unknown_call_alone_holds_no_tensors()
        => Assert.Contains(
            "holds no tensors, only objects such as os.system",
            Problem("\x80\x02" + "cos\nsystem\nX\x05\0\0\0touch\x85R."),
            StringComparison.Ordinal);

    public static TheoryData<string, string> Broken => new()
    {
        { "", "without a closing instruction" },
        { "\x80\x02", "without a closing instruction" },
        { "\x80\x06.", "protocol 6" },
        { ".", "takes a value where there is none" },
        { "\x80\x02\xff.", "unknown instruction 0xFF at byte 2" },
        { "\x80\x02t.", "ends a sequence that it did not begin" },
        { "\x80\x02(.", "takes a value where there is none" },
        { "\x80\x02N(\x85.", "takes more values than there are" },
        { "\x80\x02h\x07.", "refers to its object 7" },
        { "\x80\x02Nr\xff\xff\xff\xff.", "4294967295" },
        { "\x80\x02Np99999999999\n.", "numbers an object '99999999999'" },
        { "\x80\x02N(NNu.", "stores by key in something that is no dictionary" },
        { "\x80\x02}(Nu.", "holds a key without a value" },
        { "\x80\x02Na.", "takes a value where there is none" },
        { "\x80\x02NNa.", "appends to something that is no list" },
        { "\x80\x02X\xff\xff\xff\x7f" + "ab.", "claims a text of 2147483647 bytes" },
        { "\x80\x02\x8e\xff\xff\xff\xff\xff\xff\xff\xff" + "ab.", "claims a text of 18446744073709551615 bytes" },
        { "\x80\x02\x8b\xff\xff\xff\x7f" + "ab.", "the bytes of a number" },
        { "\x80\x02I12x\n.", "a number that is none" },
        { "\x80\x02" + "Fabc\n.", "a number that is none" },
        { "\x80\x02\x97.", "needs buffers" },
        { "\x80\x02NN\x93.", "names a class by something that is no text" },
        { "\x80\x02(o.", "makes an object of nothing" },
        { "\x80\x02(X\x07\0\0\0storageccollections\nOrderedDict\nX\x01\0\0\0" + "0NK\x06tQ.", "no storage that is known" },
        { "\x80\x02" + PickleSamples.Storage(count: -1) + ".", "claims -1 elements" },
        { "\x80\x02" + PickleSamples.Storage(count: long.MaxValue) + ".", "claims 9223372036854775807 elements" },
        { "\x80\x02" + PickleSamples.Storage(key: "../../etc/passwd") + ".", "no such file" },
        { "\x80\x02" + PickleSamples.Storage(key: "\u001b[31m") + ".", @"\u001B[31m" },
        { "\x80\x02" + PickleSamples.Storage(count: 7) + ".", "claims 28 bytes, but the archive holds 24" },
        { "\x80\x02" + PickleSamples.Tensor([2, 3], [3, 2]) + ".", "does not fit into its storage" },
        { "\x80\x02" + PickleSamples.Tensor([2, 3], [3, 1], offset: 1) + ".", "does not fit into its storage" },
        { "\x80\x02" + PickleSamples.Tensor([2, 3], [3, 1], offset: -1) + ".", "which no tensor has" },
        { "\x80\x02" + PickleSamples.Tensor([2, 3], [3, -1]) + ".", "which no tensor has" },
        { "\x80\x02" + PickleSamples.Tensor([-2, 3], [3, 1]) + ".", "which no tensor has" },
        { "\x80\x02" + PickleSamples.Tensor([2, 3], [1]) + ".", "2 extents and 1 strides" },
        { "\x80\x02" + PickleSamples.Tensor([1L << 32, 1L << 32], [1, 1]) + ".", "which no tensor has" },
        { "\x80\x02" + PickleSamples.Tensor([2, 2], [long.MaxValue, long.MaxValue]) + ".", "does not fit into its storage" },
        { "\x80\x02" + PickleSamples.Tensor([1, 1], [1, 1], offset: long.MaxValue) + ".", "does not fit into its storage" },
        { "\x80\x02" + PickleSamples.Tensor([1L << 40], [0]) + ".", "does not fit into its storage" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_is_broken_is_named(string pickle, string problem)
    {
        string message = Problem(pickle);
        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.DoesNotContain(message, char.IsControl);
    }

    [Fact]
    public void Objects_that_contain_themselves_end()
    {
        // A dictionary in itself, a list in itself, a record whose state is itself.
        string pickle = "\x80\x02}q\0(" + PickleSamples.Text("self") + "h\0" + PickleSamples.Text("list") + "]q\x01h\x01" + "a"
            + PickleSamples.Text(
                "record") + "cm\nC\n)\x81q\x02h\x02" + "b" + PickleSamples.Text("w") + PickleSamples.Tensor([2, 3], [3, 1]) + "u.";

        using PyTorchFile file = Open(pickle);

        Assert.Equal(["w"], file.Tensors.Select(tensor => tensor.Name));
    }

    [Fact]
    public void Pairs_of_pairs_of_pairs_end()
    {
        // Each list holds the one before twice: 2⁶⁰ paths to one tensor.
        string pickle = "\x80\x02" + PickleSamples.Tensor([2, 3], [3, 1]) + "q\0";
        for (int i = 0; i < 60; i++)
        {
            pickle += $"0](h{(char)i}h{(char)i}eq{(char)(i + 1)}";
        }

        Assert.Contains("its tensors: 100001", Problem(pickle + "."), StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_beyond_a_hundred_is_refused()
    {
        string pickle = "\x80\x02" + string.Concat(
            Enumerable.Repeat("]", 5000)) + PickleSamples.Tensor([2, 3], [3, 1]) + new string('a', 5000) + ".";

        Assert.Contains("deeper than a model's", Problem(pickle), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("}", 0)]
    [InlineData("]", 0)]
    [InlineData("(", 0)]
    [InlineData("N", 0)]
    [InlineData("2", 1)]
    [InlineData("\x88", 0)]
    [InlineData("K\x07", 0)]
    [InlineData("N\x94", 0)]
    [InlineData("X\0\0\0\0", 0)]
    [InlineData("cm\nn\n", 0)]
    [InlineData("N\x85", 0)]
    [InlineData("cm\nn\n)R", 0)]
    [InlineData("ccollections\nOrderedDict\n)R", 0)]
    [InlineData("ccollections\nOrderedDict\nh\0\x85R0", 2)]
    [InlineData("h\0a", 3)]
    public void A_flood_of_objects_stays_within_its_memory(string instruction, int prelude)
    {
        string before = prelude switch
        {
            1 => "N",
            2 => "]q\0(" + string.Concat(Enumerable.Repeat("NN\x86", 2000)) + "e",
            3 => "]q\0",
            _ => string.Empty,
        };
        const int Length = 16 << 20;
        string path = _folder.File("flood.pth");
        PickleSamples.WriteZip(
            path, "\x80\x02" + before + string.Concat(Enumerable.Repeat(instruction, Length / instruction.Length)) + ".");
        long allocated = GC.GetAllocatedBytesForCurrentThread();

        Assert.ThrowsAny<NormSharpException>(() => PyTorchFile.Open(path));

        // What was allocated in all bounds what was ever held.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, (4 * new FileInfo(path).Length) + (256 << 20));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(1L << 40)]
    [InlineData(5)]
    public void A_lying_storage_of_the_legacy_format_is_refused(long count)
    {
        string path = _folder.File("legacy.pth");
        PickleSamples.WriteLegacy(path, "\x80\x02" + PickleSamples.Tensor([2, 3], [3, 1]) + ".", ("0", count, new byte[24]));

        Assert.Contains(
            "its storage '0' claims", Assert.Throws<ModelFormatException>(() => PyTorchFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Storages_that_are_missing_or_unknown_are_refused()
    {
        string path = _folder.File("legacy.pth");
        PickleSamples.WriteLegacy(path, "\x80\x02" + PickleSamples.Tensor([2, 3], [3, 1]) + ".");
        Assert.Contains(
            "its storage '0' is missing",
            Assert.Throws<ModelFormatException>(() => PyTorchFile.Open(path)).Message,
            StringComparison.Ordinal);
        PickleSamples.WriteLegacy(path, "\x80\x02" + PickleSamples.Tensor([2, 3], [3, 1]) + ".", ("1", 6, new byte[24]));
        Assert.Contains(
            "does not name", Assert.Throws<ModelFormatException>(() => PyTorchFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Old_spellings_are_read()
    {
        // Protocol 0 with texts in quotes, a module with its source beside it, a storage that is part of another.
        string path = _folder.File("old.pth");
        string view = "(X\x07\0\0\0storagectorch\nFloatStorage\nS'a\\x41'\nS'cpu'\nI6\n(S'v'\nI2\nI3\nttQ";
        string module = "(S'module'\ncm\nNet\nS'net.py'\nS'source'\ntQ)\x81}(S'_parameters'\n}(V\\u0077\n" + PickleSamples.Tensor(
            [3], [1], storage: view)
            + "uS'_modules'\n}ub";
        PickleSamples.WriteLegacy(
            path, module + ".", ("aA", 6, [.. Enumerable.Range(0, 6).SelectMany(i => BitConverter.GetBytes((float)i))]));

        using PyTorchFile file = PyTorchFile.Open(path);

        Assert.Equal("w", Assert.Single(file.Tensors).Name);
        Assert.Equal([2f, 3f, 4f], file.Tensors[0].ReadSingle());
    }

    private PyTorchFile Open(string pickle)
    {
        string path = _folder.File("hostile.pth");
        PickleSamples.WriteZip(path, pickle, ("0", new byte[24]));
        return PyTorchFile.Open(path);
    }

    private string Problem(string pickle) => Assert.Throws<ModelFormatException>(() => Open(pickle)).Message;
}
