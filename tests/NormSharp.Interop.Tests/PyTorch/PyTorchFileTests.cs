using NormSharp.Interop.PyTorch;
using NormSharp.Interop.Tensors;
using NormSharp.Serialization;

namespace NormSharp.Interop.Tests.PyTorch;

public class PyTorchFileTests
{
    private static readonly string[] NetNames =
    [
        "features.0.weight", "features.0.bias", "features.1.weight", "features.1.bias", "features.1.running_mean", "features.1.running_var",
        "features.1.num_batches_tracked", "head.weight", "head.bias",
    ];

    [Theory]
    [InlineData("types-zip.pth", "PyTorch (zip)")]
    [InlineData("types-legacy.pth", "PyTorch (legacy)")]
    [InlineData("types-protocol4.pth", "PyTorch (zip)")]
    [InlineData("types-protocol5-legacy.pth", "PyTorch (legacy)")]
    public void Every_element_type_is_read(string name, string format)
    {
        using PyTorchFile file = PyTorchFile.Open(Fixture.File("pytorch", name));

        Assert.Equal(format, file.Format);
        Assert.Equal(14, file.Tensors.Count);
        foreach (NamedTensor tensor in file.Tensors.Take(10))
        {
            Assert.Equal(tensor.Name, ElementTypes.Name(tensor.ElementType));
            Assert.Equal([2, 3], tensor.Shape);
            Assert.Equal(Fixture.Ramp(tensor), tensor.ReadDouble());
            Assert.Equal(Fixture.Ramp(tensor).Select(value => (float)value), tensor.ReadSingle());
        }

        Assert.Equal([0, 1, 2, 3, 4, 5], file.Tensors.Single(tensor => tensor.ElementType == ElementType.Int16).ReadInt64());
        NamedTensor complex = file.Tensors.Single(tensor => tensor.ElementType == ElementType.Complex128);
        Assert.Equal([-3.0, 0, -2.5, 1, -2, 2, -1.5, 3, -1, 4, -0.5, 5], Doubles(complex.ReadBytes()));
        Assert.Contains("expected real numbers", Assert.Throws<ModelFormatException>(complex.ReadDouble).Message, StringComparison.Ordinal);
        Assert.Empty(file.Tensors.Single(tensor => tensor.Name == "scalar").Shape);
        Assert.Equal([0L], file.Tensors.Single(tensor => tensor.Name == "scalar").ReadInt64());
        Assert.Equal([0L, 4L], file.Tensors.Single(tensor => tensor.Name == "empty").Shape);
        Assert.Empty(file.Tensors.Single(tensor => tensor.Name == "empty").ReadBytes());
    }

    [Theory]
    [InlineData("views-zip.pth")]
    [InlineData("views-legacy.pth")]
    public void Views_of_one_storage_are_gathered(string name)
    {
        using PyTorchFile file = PyTorchFile.Open(Fixture.File("pytorch", name));

        Check("base", [4, 6], Enumerable.Range(0, 24));
        Check("tied", [4, 6], Enumerable.Range(0, 24));
        Check("transposed", [6, 4], from column in Enumerable.Range(0, 6) from row in Enumerable.Range(0, 4) select (6 * row) + column);
        Check("row", [6], Enumerable.Range(12, 6));
        Check("column", [4], [1, 7, 13, 19]);
        Check("block", [2, 3], [8, 9, 10, 14, 15, 16]);
        Check("steps", [2, 2], [0, 3, 12, 15]);
        Check("expanded", [3], [0, 0, 0]);

        void Check(string tensorName, long[] shape, IEnumerable<int> places)
        {
            NamedTensor tensor = file.Tensors.Single(tensor => tensor.Name == tensorName);
            Assert.Equal(shape, tensor.Shape);
            Assert.Equal(places.Select(place => (float)Fixture.Ramp(ElementType.Float32, place)), tensor.ReadSingle());
        }
    }

    [Theory]
    [InlineData("module-zip.pth", "PyTorch (zip)", "__main__.Net")]
    [InlineData("module-in-checkpoint.pth", "PyTorch (zip)", "'model'")]
    [InlineData("script.pt", "TorchScript", null)]
    [InlineData("nested.pth", "PyTorch (zip)", "'nested'")]
    public void A_module_gives_the_tensors_of_its_state(string name, string format, string? note)
    {
        using PyTorchFile file = PyTorchFile.Open(Fixture.File("pytorch", name));

        Assert.Equal(format, file.Format);
        Assert.Equal(
            [.. NetNames, "scale"],
            file.Tensors.Select(tensor => tensor.Name).OrderBy(tensor => Array.IndexOf([.. NetNames, "scale"], tensor)));
        Assert.All(file.Tensors, tensor => Assert.Equal(Fixture.Ramp(tensor), tensor.ReadDouble()));
        Assert.Equal(note is not null, file.Notes.Any(text => text.Contains(note ?? "class", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_checkpoint_gives_its_state_dict_without_the_wrapper_and_says_what_else_there_is()
    {
        using PyTorchFile file = PyTorchFile.Open(Fixture.File("pytorch", "checkpoint.pth"));

        Assert.Equal(["scale", .. NetNames], file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal("module.scale", file.Tensors[0].SourceName);
        Assert.Equal(
            ["the state was taken from 'state_dict'; there is also 'ema' (10 tensors)", "'module.' was taken off the front of all names"],
            file.Notes);
        Assert.Equal(new() { ["epoch"] = "7", ["arch"] = "net", ["best_acc"] = "0.5" }, (Dictionary<string, string>)file.Metadata);
    }

    [Fact]
    public void A_section_can_be_named()
    {
        using PyTorchFile file = PyTorchFile.Open(Fixture.File("pytorch", "checkpoint.pth"), "ema");
        using PyTorchFile steps = PyTorchFile.Open(
            Fixture.File("pytorch", "checkpoint.pth"), "optimizer.state");

        Assert.Equal(-2f, file.Tensors.Single(tensor => tensor.Name == "features.0.weight").ReadSingle()[0]);
        Assert.Contains("0.exp_avg_sq", steps.Tensors.Select(tensor => tensor.Name));
        string message = Assert.Throws<ModelFormatException>(
            () => PyTorchFile.Open(Fixture.File("pytorch", "checkpoint.pth"), "emma")).Message;
        Assert.EndsWith(
            "holds no part 'emma' of 'emma'; there is 'epoch', 'arch', 'best_acc', 'state_dict', 'ema', 'optimizer'",
            message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_alone_a_list_and_an_optimizer_are_named_by_place()
    {
        using PyTorchFile tensor = PyTorchFile.Open(Fixture.File("pytorch", "tensor.pth"));
        using PyTorchFile list = PyTorchFile.Open(Fixture.File("pytorch", "list.pth"));
        using PyTorchFile optimizer = PyTorchFile.Open(Fixture.File("pytorch", "optimizer.pth"));

        Assert.Equal(["tensor"], tensor.Tensors.Select(entry => entry.Name));
        Assert.Equal(["0", "1"], list.Tensors.Select(entry => entry.Name));
        Assert.Contains("0.exp_avg", optimizer.Tensors.Select(entry => entry.Name));
    }

    [Theory]
    [InlineData("no-tensors.pth", "holds no tensors")]
    [InlineData("plain-pickle.pkl", "is a pickle, but not of torch.save")]
    public void What_holds_no_state_says_so(string name, string problem)
        => Assert.Contains(
            problem,
            Assert.Throws<ModelFormatException>(() => PyTorchFile.Open(Fixture.File("pytorch", name))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_is_named()
        => Assert.Equal("none.pth: no such file", Assert.Throws<NormSharpException>(() => PyTorchFile.Open("none.pth")).Message);

    private static double[] Doubles(byte[] bytes) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(bytes).ToArray();
}
