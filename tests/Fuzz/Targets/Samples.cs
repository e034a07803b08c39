using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using NormSharp.Data;
using NormSharp.Fuzz.Mutation;
using NormSharp.Interop;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Training;
using OnnxSchema;
using PureHDF;

namespace NormSharp.Fuzz.Targets;

/// <summary>Small whole files of every kind, made by the writers of this repository.</summary>
internal static class Samples
{
    public const int Size = 6;
    private const string KerasConfig =
        """
        {"class_name":"Sequential","config":{"name":"s","layers":[{"class_name":"Conv2D","config":{"name":"c",
        "batch_input_shape":[null,6,6,1],
        "filters":2,"kernel_size":[3,3],"strides":[1,1],"padding":"same","activation":"relu","use_bias":true}},
        {"class_name":"BatchNormalization",
        "config":{"name":"b","axis":[3],"epsilon":0.001}},{"class_name":"Flatten","config":{"name":"f"}},{"class_name":"Dense","config":
        {"name":"d","units":3,"activation":"softmax","use_bias":true}}]}}
        """;

    private static readonly string[] Classes = ["a", "b", "c"];

    /// <summary>Networks with every kind of normalization and several kinds of everything else.</summary>
    public static IReadOnlyList<Module> Networks() =>
    [
        Plain(new BatchNorm(2)),
        Plain(new GroupNorm(1, 2)),
        Plain(new InstanceNorm(2)),
        Plain(new GhostBatchNorm(2, 4)),
        new Sequential(new Conv2d(1, 2, 3, new Conv2dOptions { Padding = 1, Bias = false }), new Residual(new Sequential(
            new Conv2d(2, 2, 3, new Conv2dOptions { Padding = 1 }), new BatchNorm(2), new Relu())), new MaxPool2d(2),
            new Flatten(), new Linear(18, 3)),
    ];

    public static byte[] Model(Module network)
    {
        SafetensorsWriter writer = ModelFile.Writer(network, new ModelInput(new ImageShape(1, Size, Size), Classes).ToMetadata());
        using var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }

    public static byte[] State()
    {
        var writer = new SafetensorsWriter();
        writer.Metadata["format"] = "pt";
        writer.Add("fc.weight", [2, 2], [1f, 2f, 3f, 4f]);
        writer.Add("bn.running_var", [2], [1f, 2f]);
        writer.Add("steps", [], [9L]);
        using var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }

    public static byte[] Run() => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["format"] = 1,
        ["model"] = Plain(new BatchNorm(2)).Describe(),
        ["data"] = new JsonObject { ["train"] = new JsonObject { ["name"] = "a" } },
        ["options"] = new TrainerOptions
        {
            Averaging = new AveragingOptions(),
            Augmentation = new Augmentation { MaxShift = 1 },
            GradientClip = 1,
        }.ToJson(),
        ["seed"] = 1,
        ["caller"] = new JsonObject
        {
            ["command"] = "train",
            ["model"] = "lenet-bn",
            ["bn"] = "all",
            ["activation"] = "relu",
            ["dropout"] = 0.1,
            ["padding"] = 2,
            ["data"] = "garments",
            ["limit"] = 100,
            ["classes"] = new JsonArray(0, 1),
            ["transfer"] = new JsonObject
            {
                ["from"] = "/a",
                ["freeze"] = "*",
                ["source"] = new JsonObject { ["arch"] = "lenet", ["map"] = new JsonArray("a", "b") }
            },
        },
    }.ToJsonString());

    public static byte[] Summary() => Encoding.UTF8.GetBytes(
        """
        {"test_accuracy":0.5,"test_accuracy_recalibrated":null,"train_accuracy":0.5,"train_loss":1.0,"images_per_second":10,"seconds":1,
        "parameters":10,"test_loss":1.0,"test_loss_recalibrated":1,"epochs":1,"steps":2,"seed":1,"threads":1,"bytes_allocated_per_step":0,
        "peak_memory_mb":1.5}
        """);

    public static byte[] Metrics() => Encoding.UTF8.GetBytes(
        """{"kind":"step","step":1,"epoch":1,"loss":0.5}""" + "\n" + """{"kind":"epoch","step":2,"epoch":1,"train_loss":0.5}""" + "\n");

    public static byte[] Manifest() => Encoding.UTF8.GetBytes(
        $$"""{"step":1,"model.safetensors":"{{OfNothing}}","state.safetensors":"{{OfNothing}}"}""");

    /// <summary>The SHA-256 of an empty file, as a checkpoint has it.</summary>
    private static string OfNothing => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([]));

    public static byte[] Cell(string identity) => Encoding.UTF8.GetBytes(
        "{\"identity\":" + JsonValue.Create(identity).ToJsonString()
            + ""","metrics":{"a":1,"b":null},"series":{"c":[1,2,null]},"seconds":1.5}""");

    public static byte[] TrainingState()
    {
        var writer = new SafetensorsWriter();
        new TrainingProgress { Seed = 1, Step = 2, Epoch = 1 }.Save(writer);
        using var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }

    public static IReadOnlyList<byte[]> Pictures() =>
    [
        PngWriter.Encode(new PngImage(Size, Size, 1, [.. Enumerable.Range(0, Size * Size).Select(i => (byte)(i * 7))])),
        PngWriter.Encode(new PngImage(3, 2, 3, [.. Enumerable.Range(0, 18).Select(i => (byte)(i * 13))]), filter: 4),
    ];

    public static byte[] Idx(int dimensions, int count, int size = Size)
    {
        int length = dimensions == 1 ? count : count * size * size;
        byte[] bytes = new byte[4 + (4 * dimensions) + length];
        (bytes[2], bytes[3]) = (8, (byte)dimensions);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), count);
        for (int i = 1; i < dimensions; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * i)), size);
        }

        for (int i = 0; i < length; i++)
        {
            bytes[4 + (4 * dimensions) + i] = (byte)(dimensions == 1 ? i % Classes.Length : i * 5);
        }

        return bytes;
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }

    public static byte[] List()
        => Encoding.UTF8.GetBytes("path,label,split\na/1.png,\"cat, black\",train\nb\\2.png,dog,test\n../3.png,dog,val\n");

    public static byte[] Cifar(int count) => [.. Enumerable.Range(0, count * 3073).Select(i => (byte)(i % 3073 == 0 ? i % 10 : i))];

    public static byte[] Npy(params long[] shape) => Made("a.npy", path => TensorFiles.WriteNpy(
        path, NamedTensor.Of("a", shape.Length == 0 ? [2, 2] : shape, new float[shape.Length == 0 ? 4 : Size * Size])));

    /// <summary>Tensors as the ONNX tests hold them: raw bytes, and lists of int64_data and int32_data, which are not in our schema.</summary>
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
            DataType = 1, Dims = { 1, 1, Size, Size }, RawData = ByteString.CopyFrom(new byte[4 * Size * Size]),
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
        .. Networks().Take(1).Append(Networks()[^1])
            .Select(network => Made("a.onnx", path => NetworkFiles.SaveOnnx(path, network, [[1, 1, Size, Size]]))),
    ];

    /// <summary>What PyTorch wrote, as the tests of the reader have it, and what is written here.</summary>
    public static IReadOnlyList<byte[]> PyTorch() =>
    [
        .. Fixtures("NormSharp.Interop.Tests", "Fixtures", "pytorch"),
        Made("a.pth", path => StateFiles.SavePyTorch(path, StateFiles.TensorsOf(Plain(new BatchNorm(2))))),
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
                ("metadata.json", """{"keras_version": "3.0.0"}"""u8.ToArray()), ("config.json", Config()),
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

    public static byte[] Config() => Encoding.UTF8.GetBytes(KerasConfig);

    private static byte[] KerasFile() => Made("a.h5", path => new H5File
    {
        Attributes = { ["model_config"] = KerasConfig, ["keras_version"] = "2.4.0" },
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

    public static IReadOnlyList<byte[]> CommandLines() =>
    [
        .. new[]
        {
            "eval model.safetensors --data data", "predict model.safetensors picture.png --json", "summary model.safetensors",
            "fold model.safetensors -o out.safetensors --json", "recalibrate model.safetensors --data data -o out.safetensors",
            "absorb model.safetensors -o out.safetensors", "data data --json --no-sheet", "export model.safetensors --out out.onnx",
            "doctor model.safetensors --data data", "summary lenet-bn --input 1,28,28", "env", "train --epochs 1", "train --resume run",
            "study list", "--help", "bench --help",
        }.Select(line => Encoding.UTF8.GetBytes(line.Replace(' ', '\u001f'))),
    ];

    private static Sequential Plain(Module normalization) => new(
        new Conv2d(1, 2, 3), normalization, new Relu(), new AveragePool2d(2), new Flatten(), new Linear(8, 3));

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
}
