using System.IO.Compression;
using System.Text;
using Google.Protobuf;
using NormSharp.Fuzz.Mutation;
using NormSharp.Interop;
using NormSharp.Layers;
using OnnxSchema;
using PureHDF;

namespace NormSharp.Fuzz.Targets;

/// <summary>Small whole files in the formats of others: by writers of this repository, and fixtures that other programs wrote.</summary>
internal static class ForeignSamples
{
    public static byte[] Npy(params long[] shape) => Made("a.npy", path => TensorFiles.WriteNpy(
        path, NamedTensor.Of("a", shape.Length == 0 ? [2, 2] : shape, new float[shape.Length == 0 ? 4 : Samples.Size * Samples.Size])));

    /// <summary>
    /// Tensors as the ONNX tests hold them: raw bytes, and lists of int64_data and int32_data, which are not in our schema.
    /// </summary>
    public static IReadOnlyList<byte[]> OnnxTensors() =>
    [
        new TensorProto { Name = "a", DataType = 1, Dims = { 2, 2 }, RawData = ByteString.CopyFrom(new byte[16]) }.ToByteArray(),
        [.. new TensorProto { Name = "b", DataType = 7, Dims = { 3 } }.ToByteArray(), (7 << 3) | 2, 3, 1, 2, 3],
        [.. new TensorProto { Name = "c", DataType = 10, Dims = { 2 } }.ToByteArray(), (5 << 3) | 2, 3, 0x80, 0x78, 0],
    ];

    /// <summary>Archives of ONNX tests, packed and not.</summary>
    public static IReadOnlyList<byte[]> Suites()
    {
        byte[] model = Onnx()[0];
        byte[] input = new TensorProto
        {
            DataType = 1,
            Dims = { 1, 1, Samples.Size, Samples.Size },
            RawData = ByteString.CopyFrom(new byte[4 * Samples.Size * Samples.Size]),
        }.ToByteArray();
        byte[] output = new TensorProto { DataType = 1, Dims = { 1, 3 }, RawData = ByteString.CopyFrom(new byte[12]) }.ToByteArray();
        return [Archive("node/test_a/model.onnx", "node/test_a/test_data_set_0/input_0.pb", "node/test_a/test_data_set_0/output_0.pb")];

        byte[] Archive(params string[] names)
        {
            using var stream = new MemoryStream();
            using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            {
                foreach ((string name, byte[] content) in names.Zip([model, input, output]))
                {
                    using Stream entry = archive.CreateEntry(name).Open();
                    entry.Write(content);
                }
            }

            return stream.ToArray();
        }
    }

    /// <summary>Pictures of other programs, as the tests of the decoder have them.</summary>
    public static IReadOnlyList<byte[]> Photos() => Fixtures("NormSharp.Imaging.Tests", "Pictures");

    public static IReadOnlyList<byte[]> Onnx() =>
    [
        .. Samples.Networks().Take(1).Append(Samples.Networks()[^1])
            .Select(network => Made("a.onnx", path => NetworkFiles.SaveOnnx(path, network, [[1, 1, Samples.Size, Samples.Size]]))),
    ];

    /// <summary>What PyTorch wrote, as the tests of the reader have it, and what is written here.</summary>
    public static IReadOnlyList<byte[]> PyTorch() =>
    [
        .. Fixtures("NormSharp.Interop.Tests", "Fixtures", "pytorch"),
        Made("a.pth", path => StateFiles.SavePyTorch(path, StateFiles.TensorsOf(Samples.Plain(new BatchNorm(2))))),
    ];

    /// <summary>What h5py wrote, small ones, and networks as Keras writes them, in both formats.</summary>
    public static IReadOnlyList<byte[]> Keras()
    {
        const int Longest = 32 << 10;
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in new[]
            {
                ("metadata.json", """{"keras_version": "3.0.0"}"""u8.ToArray()), ("config.json", Samples.Config()),
                ("model.weights.h5", KerasWeights()),
            })
            {
                using Stream entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }

        return
        [
            KerasFile(), stream.ToArray(),
            .. Fixtures("NormSharp.Interop.Tests", "Fixtures", "keras").Where(bytes => bytes.Length <= Longest),
        ];
    }

    /// <summary>Damages a file of a .keras archive by what it is.</summary>
    public static byte[] MutateKerasPart(byte[] part, Random random)
        => part is [(byte)'{', ..] ? JsonMutator.Mutate(part, random) : ByteMutator.Mutate(part, random);

    private static byte[] KerasFile() => Made("a.h5", path => new H5File
    {
        Attributes = { ["model_config"] = Samples.KerasConfig, ["keras_version"] = "2.4.0" },
        ["model_weights"] = new H5Group
        {
            Attributes = { ["layer_names"] = (string[])["c", "b", "f", "d"] },
            ["c"] = Weights(("c/kernel:0", new float[3, 3, 1, 2]), ("c/bias:0", new float[2])),
            ["b"] = Weights(
                ("b/gamma:0", new float[2]), ("b/beta:0", new float[2]), ("b/moving_mean:0", new float[2]),
                ("b/moving_variance:0", new float[2])),
            ["f"] = Weights(),
            ["d"] = Weights(("d/kernel:0", new float[72, 3]), ("d/bias:0", new float[3])),
        },
    }.Write(path));

    private static byte[] KerasWeights() => Made("a.h5", path => new H5File
    {
        ["layers"] = new H5Group
        {
            ["c"] = Variables(new float[3, 3, 1, 2], new float[2]),
            ["b"] = Variables(new float[2], new float[2], new float[2], new float[2]),
            ["d"] = Variables(new float[72, 3], new float[3]),
        },
    }.Write(path));

    private static H5Group Weights(params (string Name, Array Values)[] weights)
    {
        var group = new H5Group { Attributes = { ["weight_names"] = weights.Select(weight => weight.Name).ToArray() } };
        foreach ((string name, Array values) in weights)
        {
            string[] parts = name.Split('/');
            if (!group.TryGetValue(parts[0], out object? inner))
            {
                group[parts[0]] = inner = new H5Group();
            }

            ((H5Group)inner)[parts[1]] = values;
        }

        return group;
    }

    private static H5Group Variables(params Array[] values)
    {
        var variables = new H5Group();
        for (int i = 0; i < values.Length; i++)
        {
            variables[$"{i}"] = values[i];
        }

        return new H5Group { ["vars"] = variables };
    }

    private static IReadOnlyList<byte[]> Fixtures(params string[] folder) =>
        [.. Directory.GetFiles(Testing.Checkout.File(["tests", .. folder])).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    private static byte[] Made(string name, Action<string> write)
    {
        string folder = Directory.CreateTempSubdirectory("normsharp-fuzz-").FullName;
        try
        {
            string path = Path.Combine(folder, name);
            write(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Two pictures and their labels, as NumPy's savez writes them, or its savez_compressed.</summary>
    public static byte[][] Npz() => [Npz(CompressionLevel.NoCompression), Npz(CompressionLevel.Optimal)];

    private static byte[] Npz(CompressionLevel level)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in new[]
            {
                ("x_train.npy", Array("|u1", "(2, 4, 4)", 32)), ("y_train.npy", Array("<i8", "(2,)", 16)),
                ("x_test.npy", Array("|u1", "(2, 4, 4)", 32)), ("y_test.npy", Array("<i8", "(2,)", 16)),
            })
            {
                using Stream entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    private static byte[] Array(string type, string shape, int length)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(header), .. new byte[length]];
    }
}
