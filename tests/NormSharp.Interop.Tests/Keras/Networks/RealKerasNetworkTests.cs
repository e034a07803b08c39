using System.IO.Compression;
using NormSharp.Interop.Keras;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Interop.Tests.Keras.Networks;

/// <summary>Networks made of other people's Keras files.</summary>
public sealed class RealKerasNetworkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void MLPerfs_ResNet_8_classifies_as_published()
    {
        Network network = Load("mlperf-resnet8-cifar10.h5");
        (float[] pixels, byte[] labels) = TestImages(1000);
        float[] found = Run(network, pixels, [1000, 3, 32, 32]);

        float[] expected = TensorFiles.Read(SharedFiles.Find("models", "reference", "mlperf_tiny_resnet8.npy")).ReadSingle();
        Compare([.. expected.Select(value => (double)value)], found[..640], 1e-4);
        int right = Enumerable.Range(0, 1000).Count(i => found.AsSpan(i * 10, 10).IndexOf(found.Skip(i * 10).Take(10).Max()) == labels[i]);
        Assert.Equal(881, right);

        // It is an ordinary network: saved with its architecture, and the same when it is loaded.
        ModelFile.Save(_folder.File("m.safetensors"), network);
        Assert.Equal(
            Run(network, pixels[..6144], [2, 3, 32, 32]),
            Run(ModelFile.Load(_folder.File("m.safetensors")).Module, pixels[..6144], [2, 3, 32, 32]));
    }

    [Theory]
    [InlineData("mlperf-resnet8-cifar10.h5", 32, 32, 3, 255)]
    [InlineData("mlperf-wakeword.h5", 30, 1, 40, 2)]
    [InlineData("mini-xception-gender.hdf5", 64, 64, 1, 1)]
    public void A_model_gives_what_the_definition_of_its_layers_gives(string name, int height, int width, int channels, double scale)
    {
        using KerasFile file = KerasFile.Open(SharedFiles.Find("models", "keras", name));
        var random = new Random(1);
        var image = new KerasOracle.Array3(height, width, channels, (_, _, _) => (float)(random.NextDouble() * scale));
        float[] planes = [.. Enumerable.Range(0, channels).SelectMany(image.Channel).Select(value => (float)value)];

        double[] expected = new KerasOracle(file.Model!).Run(image).Values;
        float[] found = Run(Load(name), planes, [1, channels, height, width]);

        Assert.Equal(1, expected.Sum(), 1e-9);
        Compare(expected, found, 1e-5);
    }

    private static Network Load(string name) => NetworkFiles.Load(SharedFiles.Find("models", "keras", name));

    private static (float[] Pixels, byte[] Labels) TestImages(int count)
    {
        byte[] records = new byte[count * 3073];
        using var stream = new GZipStream(
            File.OpenRead(SharedFiles.Find("data", "cifar10", "test_batch.bin.gz")), CompressionMode.Decompress);
        stream.ReadExactly(records);
        return (
            [.. Enumerable.Range(0, count).SelectMany(i => records.Skip((i * 3073) + 1).Take(3072)).Select(pixel => (float)pixel)],
            [.. Enumerable.Range(0, count).Select(i => records[i * 3073])]);
    }

    private static float[] Run(Module network, float[] input, Shape shape) => network.Forward(Tensor.From(input, shape)).ToArray();

    private static void Compare(double[] expected, float[] found, double tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        double scale = expected.Max(Math.Abs);
        Assert.InRange(expected.Zip(found).Max(pair => Math.Abs(pair.First - pair.Second)), 0, tolerance * scale);
    }
}
