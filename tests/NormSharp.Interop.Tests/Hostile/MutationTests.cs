using System.Globalization;
using NormSharp.Interop.Files;
using NormSharp.Interop.Keras;
using NormSharp.Interop.Onnx;
using NormSharp.Interop.PyTorch;
using NormSharp.Interop.States;
using NormSharp.Interop.Tests.Keras.Networks;
using NormSharp.Interop.Tests.Onnx;
using NormSharp.Serialization;
using PureHDF;

namespace NormSharp.Interop.Tests.Hostile;

/// <summary>
/// Every reader over damaged files: it reads them or says in one line what is wrong, within four times the file and 256 MB. Some hundred
/// damages a file here; <c>scripts/mutate-models.sh</c> makes as many as one likes.
/// </summary>
public sealed class MutationTests : IDisposable
{
    private const string Config =
        """{"class_name": "Sequential", "config": {"layers": [{"class_name": "Dense", "config": {"name": "d"}}]}}""";

    private readonly TemporaryFolder _folder = new();

    private static int Count
        => int.TryParse(Environment.GetEnvironmentVariable("NORMSHARP_MUTATIONS"), CultureInfo.InvariantCulture, out int count)
            ? count
            : 150;

    private static int FirstSeed
        => int.TryParse(Environment.GetEnvironmentVariable("NORMSHARP_MUTATION_SEED"), CultureInfo.InvariantCulture, out int seed)
            ? seed
            : 1;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("types-zip.pth")]
    [InlineData("types-legacy.pth")]
    [InlineData("types-protocol4.pth")]
    [InlineData("module-zip.pth")]
    [InlineData("checkpoint.pth")]
    [InlineData("script.pt")]
    [InlineData("views-legacy.pth")]
    public void PyTorch(string name) => Damage(File.ReadAllBytes(Fixture.File("pytorch", name)), path => PyTorchFile.Open(path));

    [Fact]
    public void Onnx() => Damage(OnnxSamples.Small(), OnnxFile.Open);

    [Theory]
    [InlineData("residual_block_clean.onnx")]
    [InlineData("cntk-mnist-conv.onnx")]
    public void Real_onnx(string name) => Damage(File.ReadAllBytes(SharedFiles.Find("models", "onnx", name)), OnnxFile.Open);

    [Fact]
    public void Safetensors()
    {
        var writer = new SafetensorsWriter();
        writer.Metadata["format"] = "pt";
        writer.Add("fc.weight", [2, 2], [1f, 2f, 3f, 4f]);
        writer.Add("steps", [], [9L]);
        var stream = new MemoryStream();
        writer.Write(stream);
        Damage(stream.ToArray(), SafetensorsState.Open);
    }

    [Fact]
    public void Keras()
    {
        string path = _folder.File("small.h5");
        new H5File
        {
            Attributes = { ["model_config"] = Config },
            ["model_weights"] = new H5Group
            {
                Attributes = { ["layer_names"] = (string[])["d"] },
                ["d"] = new H5Group { Attributes = { ["weight_names"] = (string[])["k"] }, ["k"] = new float[,] { { 1, 2 }, { 3, 4 } } },
            },
        }.Write(path);
        byte[] file = File.ReadAllBytes(path);
        using (KerasFile whole = KerasFile.Open(path))
        {
            Assert.Equal([1f, 2, 3, 4], Assert.Single(Assert.Single(whole.Model!.Layers).Weights).ReadSingle());
        }

        Damage(file, KerasFile.Open);
        Each(file, Count, path => NetworkFiles.Load(path));
        Damage(KerasArchive(file), KerasFile.Open);
    }

    [Theory]
    [InlineData("packed.h5")]
    [InlineData("latest.h5")]
    public void Keras_by_h5py(string name) => Damage(File.ReadAllBytes(Fixture.File("keras", name)), KerasFile.Open);

    /// <summary>A whole network of all kinds of values, and its damages, as a network.</summary>
    [Fact]
    public void Keras_networks()
    {
        var sample = new KerasSample(6, 6, 3);
        string a = sample.Add(
            "Conv2D", "\"kernel_size\": [3, 3], \"strides\": [2, 2], \"padding\": \"same\"", [[3, 3, 3, 4], [4]]);
        string b = sample.Add("BatchNormalization", "\"epsilon\": 0.001, \"axis\": [3]", [[4], [4], [4], [4]], a);
        sample.Add("Concatenate", "\"axis\": -1", null, a, b);
        sample.Add("Flatten");
        sample.Add("Dense", "\"activation\": \"softmax\"", [[72, 5], [5]]);
        sample.SaveHdf(_folder.File("m.h5"));
        Each(File.ReadAllBytes(_folder.File("m.h5")), Count, path => NetworkFiles.Load(path));
    }

    /// <summary>Sequences, as a network and as numbers alone.</summary>
    [Fact]
    public void Keras_sequences()
    {
        var sample = new KerasSample(9, 3);
        sample.Add("Conv1D", "\"kernel_size\": [3], \"dilation_rate\": [2], \"padding\": \"causal\"", [[3, 3, 4], [4]]);
        sample.Add("SeparableConv1D", "\"kernel_size\": [2], \"strides\": [2], \"padding\": \"same\"", [[2, 4, 1], [1, 4, 4], [4]]);
        sample.Add("BatchNormalization", "\"epsilon\": 0.001, \"axis\": [2]", [[4], [4], [4], [4]]);
        sample.Add("ZeroPadding1D", "\"padding\": [2, 1]");
        sample.Add("UpSampling1D", "\"size\": 2");
        sample.Add("Cropping1D", "\"cropping\": [1, 1]");
        sample.Add("AveragePooling1D", "\"pool_size\": 3, \"strides\": 2, \"padding\": \"same\"");
        sample.Add("Flatten");
        sample.Add("Dense", "\"activation\": \"softmax\"", [[28, 5], [5]]);
        sample.SaveHdf(_folder.File("m.h5"));
        Assert.NotEmpty(NetworkFiles.Load(_folder.File("m.h5")).Children);
        Each(File.ReadAllBytes(_folder.File("m.h5")), Count, path => NetworkFiles.Load(path));
        sample.SaveNumbered(_folder.File("w.h5"));
        Each(File.ReadAllBytes(_folder.File("w.h5")), Count, path => new KerasState(KerasFile.Open(path)).Dispose());
    }

    [Theory]
    [InlineData("mlperf-wakeword.h5")]
    public void Real_keras(string name)
    {
        byte[] file = File.ReadAllBytes(SharedFiles.Find("models", "keras", name));
        Damage(file, KerasFile.Open, Count / 5);
    }

    [Fact]
    public void Npy()
    {
        TensorFiles.WriteNpy(_folder.File("x.npy"), NamedTensor.Of("x", [2, 3], [1f, 2, 3, 4, 5, 6]));
        DamageTensor(File.ReadAllBytes(_folder.File("x.npy")));
        DamageTensor(OnnxSamples.Tensor("w", [3], OnnxSamples.Floats(1, 2, 3)));
    }

    private byte[] KerasArchive(byte[] weights)
    {
        string path = _folder.File("model.keras");
        using (FileStream stream = File.Create(path))
        {
            var zip = new ZipWriter(path, stream);
            zip.Add(
                "config.json",
                System.Text.Encoding.UTF8.GetBytes(Config));
            zip.Add("model.weights.h5", weights);
            zip.Finish();
        }

        return File.ReadAllBytes(path);
    }

    private void Damage(byte[] file, Func<string, StateFile> open, int? count = null)
        => Each(file, count ?? Count, path =>
    {
        using StateFile state = open(path);
        foreach (NamedTensor tensor in state.Tensors)
        {
            _ = tensor.ReadBytes();
        }
    });

    private void DamageTensor(byte[] file) => Each(file, Count, path => TensorFiles.Read(path).ReadBytes());

    private void Each(byte[] file, int count, Action<string> read)
    {
        string path = _folder.File("damaged");
        for (int seed = FirstSeed; seed < FirstSeed + count; seed++)
        {
            byte[] damaged = Mutation.Of(file, seed);
            File.WriteAllBytes(path, damaged);
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (Action<string> action in (Action<string>[])[read, other => FileKinds.Of(other)])
            {
                try
                {
                    action(path);
                }
                catch (NormSharpException error)
                {
                    Assert.StartsWith(path + ": ", error.Message, StringComparison.Ordinal);
                    Assert.DoesNotContain(error.Message, char.IsControl);
                }
                catch (Exception error)
                {
                    Assert.Fail($"seed {seed}: {error}");
                }
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Expect.True(
                allocated <= (4L * damaged.Length) + (256 << 20),
                $"seed {seed}: {allocated} bytes for a file of {damaged.Length}");
        }
    }
}
