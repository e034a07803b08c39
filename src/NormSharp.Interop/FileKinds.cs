using System.Text;
using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx.Schema;
using NormSharp.Interop.Tensors;
using NormSharp.Serialization;

namespace NormSharp.Interop;

/// <summary>Tells files apart by their content, never by their names, and names those that are not read.</summary>
internal static class FileKinds
{
    private const int StartLength = 512;
    private const string Torch = "load it in Python and save model.state_dict() by torch.save";

    /// <summary>What is not read, by its first bytes: what it is, and how to get a file that is.</summary>
    private static readonly (byte[] Start, string Name)[] Others =
    [
        ([0x1F, 0x8B], "is compressed by gzip: unpack it first (gunzip)"),
        ("BZh"u8.ToArray(), "is compressed by bzip2: unpack it first (bunzip2)"),
        ([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'], "is compressed by xz: unpack it first (unxz)"),
        ([0x28, 0xB5, 0x2F, 0xFD], "is compressed by zstd: unpack it first (unzstd)"),
        ([(byte)'7', (byte)'z', 0xBC, 0xAF], "is a 7z archive: unpack it first"),
        ("Rar!"u8.ToArray(), "is a RAR archive: unpack it first"),
        ("GGUF"u8.ToArray(), "is a GGUF file of a language model, which is not an image network"),
        ("version https://git-lfs"u8.ToArray(), "is a Git LFS pointer and not the model: fetch it by 'git lfs pull'"),
        ("<!DOCTYPE"u8.ToArray(), "is an HTML page and not a model: the download was a web page, take the link to the raw file"),
        ("<!doctype"u8.ToArray(), "is an HTML page and not a model: the download was a web page, take the link to the raw file"),
        ("<html"u8.ToArray(), "is an HTML page and not a model: the download was a web page, take the link to the raw file"),
        ("<?xml"u8.ToArray(), "is an XML file and not a model"),
        ("[net]"u8.ToArray(), "is a Darknet configuration: convert it to ONNX"),
        ("7767517"u8.ToArray(), "is an ncnn parameter file: take the model that it was made from"),
        ([0x89, (byte)'P', (byte)'N', (byte)'G'], "is a PNG picture and not a model"),
        ([0xFF, 0xD8, 0xFF], "is a JPEG picture and not a model"),
        ("RIFF"u8.ToArray(), "is a media file and not a model"),
        ("%PDF"u8.ToArray(), "is a PDF document and not a model"),
        ([0x7F, (byte)'E', (byte)'L', (byte)'F'], "is a program and not a model"),
        ("ptrt"u8.ToArray(), "is a TensorRT engine, made for one GPU: take the ONNX file that it was built from"),
        ("ftrt"u8.ToArray(), "is a TensorRT engine, made for one GPU: take the ONNX file that it was built from"),
    ];

    /// <summary>What a file is.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NormSharpException">There is no such file, or it may not be read.</exception>
    public static FileKind Of(string path) => Look(path).Kind;

    /// <summary>Refuses what is of another kind, by a message that names it and says what to do.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">The kinds that are taken.</param>
    /// <exception cref="ModelFormatException">The file is of another kind.</exception>
    /// <exception cref="NormSharpException">There is no such file, or it may not be read.</exception>
    public static FileKind Expect(string path, params ReadOnlySpan<FileKind> expected)
    {
        (FileKind kind, string name) = Look(path);
        return expected.Contains(kind) ? kind : throw Malformed.In(path, name);
    }

    /// <summary>Refuses a folder that is a model of another program.</summary>
    /// <exception cref="ModelFormatException">It is; the message names the program.</exception>
    public static void ThrowIfModelFolder(string path)
    {
        if (Folder(path) is { } name)
        {
            throw Malformed.In(path, name);
        }
    }

    private static (FileKind Kind, string Name) Look(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            return (FileKind.Other, Folder(path) ?? "is a folder, expected a model file");
        }

        using SourceFile file = SourceFile.Open(path);
        byte[] buffer = new byte[StartLength];
        ReadOnlySpan<byte> start = buffer.AsSpan(0, file.ReadSome(buffer, 0));
        if (start.Length == 0)
        {
            return (FileKind.Other, "is empty");
        }

        if (start.StartsWith("<?xml"u8) && start.IndexOf("<net "u8) >= 0)
        {
            return (FileKind.Other, "is a network of OpenVINO (.xml beside .bin): take the model that it was made from");
        }

        foreach ((byte[] begin, string name) in Others)
        {
            if (start.StartsWith(begin))
            {
                return (FileKind.Other, name);
            }
        }

        return start switch
        {
            [0x89, (byte)'H', (byte)'D', (byte)'F', ..] => (FileKind.Keras, "is an HDF5 file"),
            _ when start.StartsWith("PK\x3\x4"u8) => Archive(file),
            _ when start.StartsWith(NpyFile.Magic) => (FileKind.Npy, "is a .npy file of one tensor and no model"),
            [0x80, <= 5, ..] => Pickle(start),
            _ when start.Length > 8 && start[8] == '{' => (FileKind.Safetensors, "is a safetensors file"),
            _ when start.Length > 8 && start[4..8].SequenceEqual("TFL3"u8) => (
                FileKind.Other, "is a TensorFlow Lite model: convert it to ONNX by tf2onnx "
                    + "(tf2onnx.convert.from_tflite)"),
            _ => Protobuf(file),
        };
    }

    /// <summary>What a folder is that is a model of another program; null for any other.</summary>
    private static string? Folder(string path)
    {
        if (File.Exists(Path.Combine(path, "saved_model.pb")))
        {
            return "is a TensorFlow SavedModel: load it in Keras and save it by model.save(\"model.h5\"), "
                + "or convert it to ONNX by tf2onnx";
        }

        return path.TrimEnd('/').EndsWith(".mlpackage", StringComparison.OrdinalIgnoreCase)
            ? "is a Core ML package: take the model that it was converted from"
            : null;
    }

    private static (FileKind Kind, string Name) Archive(SourceFile file)
    {
        var archive = new ZipFile(file);
        bool Has(string name)
            => archive.Entries.Any(entry => entry.Name == name || entry.Name.EndsWith("/" + name, StringComparison.Ordinal));
        if (Has("data.pkl"))
        {
            return (FileKind.PyTorch, "is a PyTorch file");
        }

        if (archive.Find("config.json") is not null && archive.Find("model.weights.h5") is not null)
        {
            return (FileKind.Keras, "is a Keras file");
        }

        string name = Has("saved_model.pb") ? "is a zipped TensorFlow SavedModel: unpack it, then export it by tf2onnx"
            : archive.Entries.Any(
                entry
                    => entry.Name.EndsWith(
                        ".npy", StringComparison.Ordinal)) ? "is a NumPy archive (.npz): save a state_dict as safetensors"
            : Has("model.json") ? "is a TorchScript archive of PyTorch before 1.4: save it again by a newer PyTorch"
            : Has("__MACOSX") || archive.Entries.Count > 0 ? "is a zip archive of other files: unpack it and give the model in it"
            : "is an empty zip archive";
        return (FileKind.Other, name);
    }

    private static (FileKind Kind, string Name) Pickle(ReadOnlySpan<byte> start)
    {
        // Its magic number stands at the beginning, after the protocol and, since protocol 4, a frame.
        ReadOnlySpan<byte> magic = [0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19];
        if (start[..Math.Min(start.Length, 32)].IndexOf(magic) >= 0)
        {
            return (FileKind.PyTorch, "is a PyTorch file");
        }

        string text = Encoding.Latin1.GetString(start);
        return text.Contains("sklearn", StringComparison.Ordinal) || text.Contains("joblib", StringComparison.Ordinal)
            ? (FileKind.Other, "is a pickle of scikit-learn, which is no neural network")
            : (FileKind.Other, $"is a Python pickle, but not of torch.save: {Torch}");
    }

    /// <summary>Protobuf files have no magic number: what their first fields are tells them apart.</summary>
    private static (FileKind Kind, string Name) Protobuf(SourceFile file)
    {
        var fields = new List<(int Field, WireType Type)>();
        try
        {
            var input = new WireInput(file);
            while (input.Position < file.Length && fields.Count < 1000)
            {
                (int Field, WireType Type) tag = input.Tag();
                fields.Add(tag);
                input.Position = input.ValueEnd(tag.Type, file.Length);
            }
        }
        catch (ModelFormatException)
        {
            // No protobuf to its end: damaged, or something else. What was seen so far decides.
        }

        bool hasGraph = fields.Contains((7, WireType.Bytes));
        if (hasGraph && (fields[0] is (1, WireType.Varint) || fields.Contains((8, WireType.Bytes))))
        {
            return (FileKind.Onnx, "is an ONNX model");
        }

        if (fields.Count > 0 && fields[0] is (1, WireType.Varint) && fields.Contains((2, WireType.Bytes)) && !hasGraph)
        {
            return fields.Exists(field => field.Field is > 100 and < 3000 && field.Type == WireType.Bytes)
                ? (FileKind.Other, "is a Core ML model: take the model that it was converted from")
                : (FileKind.Onnx, "is an ONNX model without a graph");
        }

        return fields.Count > 0 && fields.TrueForAll(field => field is (1 or 2 or 4, WireType.Bytes))
            ? (
                FileKind.Other,
                "is a TensorFlow graph (.pb): convert it to ONNX by tf2onnx (tf2onnx.convert.from_graph_def)")
            : (FileKind.Unknown, "is no model file that is known: expected ONNX, PyTorch, Keras or safetensors");
    }
}
