using NormSharp.Interop.Tests.Onnx;
using NormSharp.Serialization;

namespace NormSharp.Interop.Tests.Files;

public sealed class FileKindsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("pytorch", FileKind.PyTorch)]
    [InlineData("onnx", FileKind.Onnx)]
    [InlineData("keras", FileKind.Keras)]
    public void Real_files_are_what_their_folder_says(string folder, object kind)
        => Assert.All(Directory.GetFiles(SharedFiles.Find("models", folder)), path =>
        {
            // The name says nothing.
            string copy = _folder.File("model");
            File.WriteAllBytes(copy, File.ReadAllBytes(path));
            Assert.Equal((FileKind)kind, FileKinds.Of(copy));
            using StateFile file = StateFiles.Open(copy);
            Assert.NotEmpty(file.Tensors);
        });

    [Fact]
    public void Safetensors_and_npy_are_known()
    {
        Assert.Equal(FileKind.Safetensors, FileKinds.Of(SharedFiles.Find("cases", "X04", "plain.safetensors")));
        Assert.Equal(FileKind.Npy, FileKinds.Of(SharedFiles.Find("models", "reference", "burn_mnist.npy")));
    }

    public static TheoryData<byte[], string> Others => new()
    {
        { [], "is empty" },
        { [0x1F, 0x8B, 8, 0], "gunzip" },
        { [.. "GGUF\x3\0\0\0"u8], "GGUF" },
        { [.. "version https://git-lfs.github.com/spec/v1\noid"u8], "git lfs pull" },
        { [.. "<!DOCTYPE html><html>"u8], "HTML page" },
        { [.. "<?xml version=\"1.0\"?>\n<net name=\"m\" version=\"11\">"u8], "OpenVINO" },
        { [.. "<?xml version=\"1.0\"?>\n<note/>"u8], "XML file and not a model" },
        { [.. "\0\0\0\0TFL3\0\0\0\0"u8], "TensorFlow Lite" },
        { [0x80, 4, 0x95, .. "\0\0\0\0\0\0\0\0\x8c\x1esklearn.linear_model"u8], "scikit-learn" },
        { [0x80, 3, .. "}q\0."u8], "torch.save" },
        { OnnxSamples.Join(OnnxSamples.Bytes(1, OnnxSamples.Text(1, "input")), OnnxSamples.Bytes(4, 8, 26)), "from_graph_def" },
        { OnnxSamples.Join(OnnxSamples.Number(1, 4), OnnxSamples.Bytes(2, 1), OnnxSamples.Bytes(500, 1)), "Core ML" },
        { [.. "hello, I am a text file"u8], "is no model file that is known" },
        { [0xFF, 0xFF, 0xFF], "is no model file that is known" },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void What_is_not_read_is_named(byte[] content, string name)
    {
        string path = _folder.File("model.onnx");
        File.WriteAllBytes(path, content);

        string message = Assert.Throws<ModelFormatException>(() => StateFiles.Open(path)).Message;

        Assert.Contains(name, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_are_named()
    {
        Directory.CreateDirectory(_folder.File("saved"));
        File.WriteAllText(_folder["saved", "saved_model.pb"], "x");

        Assert.Contains(
            "SavedModel",
            Assert.Throws<ModelFormatException>(() => StateFiles.Open(_folder.File("saved"))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "is a folder", Assert.Throws<ModelFormatException>(() => StateFiles.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Archives_are_told_apart()
    {
        string path = _folder.File("a.zip");
        using (var archive = System.IO.Compression.ZipFile.Open(path, System.IO.Compression.ZipArchiveMode.Create))
        {
            archive.CreateEntry("readme.txt");
            archive.CreateEntry("arr_0.npy");
        }

        Assert.Contains(".npz", Assert.Throws<ModelFormatException>(() => StateFiles.Open(path)).Message, StringComparison.Ordinal);
    }
}
