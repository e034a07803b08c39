using NormSharp.Interop.Tests.Onnx.Export;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Serialization;

namespace NormSharp.Interop.Tests.Models;

/// <summary>The numbers of a file of 100 MB are read once while it is opened.</summary>
[Trait("Category", "Exhaustive")]
public sealed class LargeFileTests : IDisposable
{
    private const string Counters = "/proc/self/io";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("m.onnx")]
    [InlineData("m.pth")]
    [InlineData("m.safetensors")]
    public void Numbers_are_read_once(string name)
    {
        Assert.SkipUnless(File.Exists(Counters), "the system does not count what a process reads");
        string path = _folder.File(name);
        Module model = RandomNetworks.Filled(ModelCatalog.Create("resnet50", new ModelOptions { Input = (3, 224, 224), Classes = 1000 }));
        switch (Path.GetExtension(name))
        {
            case ".onnx":
                NetworkFiles.SaveOnnx(path, model, [[1, 3, 224, 224]]);
                break;
            case ".pth":
                StateFiles.SavePyTorch(path, StateFiles.TensorsOf(model));
                break;
            default:
                ModelFile.Save(path, model);
                break;
        }

        long before = BytesRead();
        Module read = Open(path);
        long bytes = BytesRead() - before;

        long length = new FileInfo(path).Length;
        Assert.InRange(length, 95_000_000, 110_000_000);
        Assert.InRange(bytes, length * 0.95, length * 1.25);
        Assert.Equal(model.ParameterCount(), read.ParameterCount());
    }

    private static Module Open(string path)
    {
        switch (Path.GetExtension(path))
        {
            case ".onnx":
                return NetworkFiles.Load(path);
            case ".pth":
                Module network = UndrawnValues.Make(() => ModelCatalog.Create(
                    "resnet50", new ModelOptions { Input = (3, 224, 224), Classes = 1000 }));
                using (StateFile state = StateFiles.Open(path))
                {
                    StateMatch.ByName(state, network).Apply();
                }

                return network;
            default:
                return ModelFile.Load(path).Module;
        }
    }

    /// <summary>What read calls of this process have given; other tests in it read, too, and little.</summary>
    private static long BytesRead()
        => long.Parse(File.ReadLines(Counters).First(line => line.StartsWith("rchar:", StringComparison.Ordinal))[6..]);
}
