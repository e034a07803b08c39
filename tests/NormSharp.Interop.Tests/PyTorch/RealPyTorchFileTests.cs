using System.Security.Cryptography;
using NormSharp.Interop.PyTorch;

namespace NormSharp.Interop.Tests.PyTorch;

/// <summary>
/// Files of others in <c>../shared/models/pytorch</c>. Counts and hashes (SHA-256 of all tensors' bytes in order, its first 16 digits)
/// are what PyTorch 1.13 gives by <c>torch.load</c>.
/// </summary>
public sealed class RealPyTorchFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("FastestDet.pth", "PyTorch (zip)", 420, 252938, "b3ac79f8543e49c9", "backbone.first_conv.0.weight")]
    [InlineData("MiniFASNetV2_2.7_80x80.pth", "PyTorch (legacy)", 334, 444978, "e686d038b951cfb7", "conv1.conv.weight")]
    [InlineData("pybridge-adam_load.pth", "PyTorch (zip)", 14, 554, "a8264580016aedc9", "0.step")]
    [InlineData("pybridge-module_load.pth", "PyTorch (zip)", 2, 7, "6f3a1a9d59ae648b", "lin1.weight")]
    [InlineData("pybridge-sgd_load.pth", "PyTorch (zip)", 2, 110, "77d2d5deb7b42b6e", "0.momentum_buffer")]
    [InlineData("pybridge-tensors.pth", "PyTorch (zip)", 2, 12, "d1e6d8ebc4167fbc", "arr")]
    [InlineData("resnet20-12fca82f.th", "PyTorch (legacy)", 97, 271098, "55fa4ffa8345bfb1", "conv1.weight")]
    [InlineData("resnet56-4bfd9763.th", "PyTorch (legacy)", 277, 857082, "489a10d44b2be634", "conv1.weight")]
    [InlineData("ultraface-RFB-320.pth", "PyTorch (legacy)", 244, 281135, "489df9bce283e16c", "base_net.0.0.weight")]
    [InlineData("winml-cifar10.pth", "PyTorch (zip)", 30, 50474, "88bb47b8e59ee3ed", "conv1.weight")]
    public void It_holds_what_PyTorch_reads(string name, string format, int count, long numbers, string hash, string first)
    {
        using PyTorchFile file = PyTorchFile.Open(SharedFiles.Find("models", "pytorch", name));

        Assert.Equal(format, file.Format);
        Assert.Equal(count, file.Tensors.Count);
        Assert.Equal(numbers, file.Tensors.Sum(tensor => tensor.Count));
        Assert.Equal(first, file.Tensors[0].Name);
        using var bytes = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Assert.All(file.Tensors, tensor => bytes.AppendData(tensor.ReadBytes()));
        Assert.Equal(hash, Convert.ToHexStringLower(bytes.GetHashAndReset())[..16]);
    }

    [Fact]
    public void What_stood_beside_the_state_is_told()
    {
        using PyTorchFile file = PyTorchFile.Open(SharedFiles.Find("models", "pytorch", "resnet20-12fca82f.th"));

        Assert.StartsWith("91.7", file.Metadata["best_prec1"], StringComparison.Ordinal);
        Assert.Equal(["the state was taken from 'state_dict'", "'module.' was taken off the front of all names"], file.Notes);
    }

    [Theory]
    [InlineData("resnet20-12fca82f.th", "bn1.running_mean")]
    [InlineData("winml-cifar10.pth", "bn1.running_mean")]
    [InlineData("FastestDet.pth", "backbone.first_conv.1.running_var")]
    public void Only_statistics_change_where_only_statistics_are_changed(string name, string statistics)
    {
        string source = SharedFiles.Find("models", "pytorch", name);
        string target = _folder.File(name);
        float[] before;
        using (PyTorchFile file = PyTorchFile.Open(source))
        {
            NamedTensor place = file.Tensors.Single(tensor => tensor.Name == statistics);
            before = place.ReadSingle();
            file.Rewrite(target, [NamedTensor.Of(statistics, [.. place.Shape], Array.ConvertAll(before, value => value + 0.25f))]);
        }

        using PyTorchFile original = PyTorchFile.Open(source);
        using PyTorchFile after = PyTorchFile.Open(target);
        Assert.Equal(before.Select(value => value + 0.25f), after.Tensors.Single(tensor => tensor.Name == statistics).ReadSingle());
        Assert.All(
            original.Tensors.Zip(after.Tensors).Where(pair => pair.First.Name != statistics),
            pair => Assert.Equal(pair.First.ReadBytes(), pair.Second.ReadBytes()));
        int differences = File.ReadAllBytes(source).Zip(File.ReadAllBytes(target)).Count(pair => pair.First != pair.Second);
        Assert.InRange(differences, before.Length, (before.Length * sizeof(float)) + 8);
        Assert.Equal(new FileInfo(source).Length, new FileInfo(target).Length);
    }
}
