using NormSharp.Layers;
using NormSharp.Serialization;

namespace NormSharp.Interop.Tests.Conventions;

public sealed class StateMatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("plain")]
    [InlineData("module")]
    [InlineData("nonbt")]
    [InlineData("nbt1")]
    [InlineData("nbti32")]
    [InlineData("f64")]
    [InlineData("f16")]
    [InlineData("bf16")]
    public void Every_way_in_which_others_save_a_state_is_taken(string name)
    {
        Sequential expected = Network();
        Sequential network = Network();
        StateMatch.ByName(Case("plain"), expected).Apply();
        using StateFile file = Case(name);

        StateMatch.ByName(file, network).Apply();

        double tolerance = name switch
        {
            "f16" => 0.001,
            "bf16" => 0.008,
            _ => 0,
        };
        foreach (
            (var wanted, var found) in expected.NamedParameters().Select(entry => entry.Parameter).Zip(
                network.NamedParameters().Select(entry => entry.Parameter)))
        {
            Assert.All(wanted.AsSpan().ToArray().Zip(found.AsSpan().ToArray()), pair =>
                Assert.True(Math.Abs(pair.First - pair.Second) <= tolerance * Math.Max(1, Math.Abs(pair.First))));
        }
    }

    [Fact]
    public void A_tensor_without_a_place_is_named_and_nothing_changes()
    {
        Sequential network = Network();
        float before = network.NamedParameters().First().Parameter.AsSpan()[0];
        using StateFile file = Case("extra");

        StateMatch match = StateMatch.ByName(file, network);
        string message = Assert.Throws<ModelFormatException>(match.Apply).Message;

        Assert.Contains("of the file's have no place", message, StringComparison.Ordinal);
        Assert.Equal(before, network.NamedParameters().First().Parameter.AsSpan()[0]);
    }

    [Fact]
    public void Missing_and_misfitting_tensors_are_listed()
    {
        string path = _folder.File("odd.pth");
        StateFiles.SavePyTorch(
            path, [NamedTensor.Of("conv1.weight", [4, 1, 3, 2], new float[24]), NamedTensor.Of("bn1.num_batches_tracked", [1], [0.5f])]);
        using StateFile file = StateFiles.Open(path);

        string message = Assert.Throws<ModelFormatException>(StateMatch.ByName(file, Network()).Apply).Message;

        Assert.Contains("7 of the network's tensors are missing (conv1.bias, bn1.weight", message, StringComparison.Ordinal);
        Assert.Contains(
            "'conv1.weight' takes real numbers of shape [4, 1, 3, 3], the file's 'conv1.weight' is float32[4, 1, 3, 2]",
            message,
            StringComparison.Ordinal);
        Assert.Contains("'bn1.num_batches_tracked' takes one whole number, the file's", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_rename()
    {
        string path = Renamed(
            name => name.Replace("conv1", "a.conv", StringComparison.Ordinal).Replace("bn1", "a.norm", StringComparison.Ordinal));
        using StateFile file = StateFiles.Open(path);
        Sequential network = Network();

        Assert.False(StateMatch.ByName(file, network).IsComplete);
        StateMatch.ByName(file, network, [new("a.conv.*", "conv1.*"), new("a.norm.*", "bn1.*")]).Apply();
        Assert.Contains("would both be named 'x.weight'", Assert.Throws<ModelFormatException>(
            () => StateMatch.ByName(file, network, [new("a.*.weight", "x.weight")])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_proposal_goes_by_order_and_shape()
    {
        string path = Renamed(
            name => name.Replace("conv1", "stem.0", StringComparison.Ordinal).Replace("bn1", "stem.1", StringComparison.Ordinal)
            .Replace("fc", "classifier", StringComparison.Ordinal));
        using StateFile file = StateFiles.Open(path);
        Sequential network = Network();

        StateMatch proposal = StateMatch.ByName(file, network).Propose();

        Assert.True(proposal.IsComplete);
        Assert.Contains(
            ("bn1.running_var", file.Tensors.Single(tensor => tensor.Name == "stem.1.running_var")), proposal.Pairs);
        proposal.Apply();
        Assert.Equal(file.Tensors.Single(tensor => tensor.Name == "classifier.bias").ReadSingle(), Parameter(network, "fc.bias"));
    }

    [Fact]
    public void A_proposal_leaves_out_what_fits_nothing()
    {
        string path = _folder.File("other.pth");
        StateFiles.SavePyTorch(
            path,
            [
                NamedTensor.Of("x.weight", [4, 1, 3, 3], new float[36]),
                NamedTensor.Of("x.bias", [4], new float[4]),
                NamedTensor.Of("y.weight", [9], new float[9])]);
        using StateFile file = StateFiles.Open(path);

        StateMatch proposal = StateMatch.ByName(file, Network()).Propose();

        Assert.Equal(["conv1.weight", "conv1.bias"], proposal.Pairs.Select(pair => pair.Target));
        Assert.Equal(["y.weight"], proposal.Unused.Select(tensor => tensor.Name));
        Assert.Equal(["bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var", "fc.weight", "fc.bias"], proposal.Missing);
    }

    private static float[] Parameter(Module module, string name)
        => module.NamedParameters().Single(entry => entry.Name == name).Parameter.AsSpan().ToArray();

    private static StateFile Case(string name) => StateFiles.Open(SharedFiles.Find("cases", "X04", name + ".safetensors"));

    private static Sequential Network() => new(
        ("conv1", new Conv2d(1, 4, 3)), ("bn1", new BatchNorm(4)), ("act", new Relu()), ("gap", new GlobalAveragePool2d()), (
            "flat", new Flatten()), ("fc", new Linear(4, 3)));

    /// <summary>A state of the network with other names.</summary>
    private string Renamed(Func<string, string> rename)
    {
        string path = _folder.File("renamed.pth");
        Sequential network = Network();
        IEnumerable<NamedTensor> tensors = network.NamedParameters().Select(
            entry => (entry.Name, Tensor: (NormSharp.Tensors.Tensor)entry.Parameter))
            .Concat(network.NamedBuffers().Select(entry => (entry.Name, Tensor: entry.Buffer)))
            .Select(
                entry
                    => NamedTensor.Of(
                        rename(entry.Name),
                        [.. entry.Tensor.Shape.Select(extent => (long)extent)],
                        (ReadOnlySpan<float>)entry.Tensor.AsSpan()));
        StateFiles.SavePyTorch(path, tensors.OrderBy(tensor => tensor.Name.Contains("bias", StringComparison.Ordinal)).OrderBy(Layer));
        return path;

        int Layer(NamedTensor tensor) => tensor.Name.Split('.')[0..^1] switch
        {
            [.., "conv" or "0"] => 0,
            [.., "norm" or "1"] => 1,
            _ => 2,
        };
    }
}
