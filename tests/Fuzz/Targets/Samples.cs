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
    public const string KerasConfig =
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

    public static byte[] Config() => Encoding.UTF8.GetBytes(KerasConfig);

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

    public static Sequential Plain(Module normalization) => new(
        new Conv2d(1, 2, 3), normalization, new Relu(), new AveragePool2d(2), new Flatten(), new Linear(8, 3));
}
