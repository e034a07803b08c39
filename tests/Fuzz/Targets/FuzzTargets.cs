using System.Text;
using NormSharp.Cli.OptionSets;
using NormSharp.Cli.Requests;
using NormSharp.Data;
using NormSharp.Fuzz.Mutation;
using NormSharp.Imaging;
using NormSharp.Interop;
using NormSharp.Interop.Comparison;
using NormSharp.Interop.Keras;
using NormSharp.Interop.Onnx.Suites;
using NormSharp.Serialization;
using NormSharp.Studies.Cells;
using NormSharp.Training;

namespace NormSharp.Fuzz.Targets;

/// <summary>Every reader, and the command line.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("safetensors", () => [Samples.State()], ReadSafetensors) { Mutate = SafetensorsMutator.Mutate, FileName = "a.safetensors" },
        new("model", () => [.. Samples.Networks().Select(Samples.Model)], ModelTargets.ReadModel)
        {
            Mutate = SafetensorsMutator.Mutate, FileName = "model.safetensors",
        },
        new("run", () => [Samples.Run()], path => RunOrigin.Read(RunFolder.Open(Path.GetDirectoryName(path)!)))
        {
            Mutate = JsonMutator.Mutate, FileName = "run.json",
        },
        new("summary", () => [Samples.Summary()], path => TrainingSummary.FromJson(path, StrictJson.Read(path)))
        {
            Mutate = JsonMutator.Mutate, FileName = "summary.json",
        },
        new("metrics", () => [Samples.Metrics()], path => JsonLinesFile.Read(path).ToList()) { Mutate = JsonMutator.Mutate },
        new("checkpoint", () => [Samples.Manifest()], ReadCheckpoint) { Mutate = JsonMutator.Mutate, FileName = Checkpoint.ManifestName },
        new("state", () => [Samples.TrainingState()], ReadState) { Mutate = SafetensorsMutator.Mutate },
        new("cell", () => [Samples.Cell("a")], path => CellResult.FromJson(StrictJson.Read(path))) { Mutate = JsonMutator.Mutate },
        new("png", Samples.Pictures, path => PngImage.Read(path)) { Mutate = PngMutator.Mutate, FileName = "a.png" },
        new("photo", ForeignSamples.Photos, path => PhotoDecoder.Instance.Decode(path, DataFile.ReadAllBytes(path))) { FileName = "a.jpg" },
        new("idx-images", () => [Samples.Idx(3, 5), Samples.Gzip(Samples.Idx(3, 5))], path => ReadIdx(path, IdxFolder.FileNames[0]))
        {
            Mutate = GzipMutator.Mutate,
        },
        new("idx-labels", () => [Samples.Idx(1, 5), Samples.Gzip(Samples.Idx(1, 5))], path => ReadIdx(path, IdxFolder.FileNames[1]))
        {
            Mutate = GzipMutator.Mutate,
        },
        new("idx-unlabelled", () => [Samples.Idx(3, 5)], path => UnlabelledImages.Open(path)),
        new("classes", () => [Encoding.UTF8.GetBytes("a\nb\nc\n")], path => TextLines.Read(path)),
        new("labels", () => [Encoding.UTF8.GetBytes("crane\ncrane\ndrake\n")], path => ImageInputOptionSet.Names(path)),
        new("cifar", () => [Samples.Gzip(Samples.Cifar(1))], path => CifarBatch.Read(path, 10, CifarLayout.Ten))
        {
            Mutate = GzipMutator.Mutate,
        },
        new("list", () => [Samples.List()], path => PictureList.Read(path)) { FileName = "a.csv" },
        new("array", () => [ForeignSamples.Npy()], path => NpyArray.Parse(path, File.ReadAllBytes(path))) { FileName = "a.npy" },
        new("npz", ForeignSamples.Npz, path => NpzFile.Open(path).Load())
        {
            Mutate = new ZipMutator(ByteMutator.Mutate).Mutate, FileName = "a.npz",
        },
        new("npy", () => [ForeignSamples.Npy()], path => TensorFiles.Read(path).ReadSingle()) { FileName = "a.npy" },
        new("tensor", ForeignSamples.OnnxTensors, path => TensorFiles.Read(path).ReadBytes())
        {
            Mutate = ProtobufMutator.Mutate, FileName = "a.pb",
        },
        new("onnx", ForeignSamples.Onnx, ModelTargets.ReadOnnx) { Mutate = ProtobufMutator.Mutate, FileName = "a.onnx" },
        new("suite", ForeignSamples.Suites, path => OnnxSuite.Run(path, Tolerance.Standard).ToList())
        {
            Mutate = new ZipMutator(ProtobufMutator.Mutate).Mutate, FileName = "a.zip",
        },
        new("pytorch", ForeignSamples.PyTorch, ModelTargets.ReadTensors)
        {
            Mutate = new ZipMutator(ByteMutator.Mutate).Mutate, FileName = "a.pth",
        },
        new("keras", ForeignSamples.Keras, ModelTargets.ReadKeras)
        {
            Mutate = new ZipMutator(ForeignSamples.MutateKerasPart).Mutate,
            FileName = "a.h5",
        },
        new("config", () => [Samples.Config()], path => KerasConfig.Read(path, File.ReadAllText(path))) { Mutate = JsonMutator.Mutate },
        new("command-line", Samples.CommandLines, CommandTargets.ReadLine) { Mutate = LineMutator.Mutate },
        new("commands", () => [.. Samples.Networks().Select(Samples.Model)], CommandTargets.ReadModel)
        {
            Mutate = SafetensorsMutator.Mutate, FileName = CommandTargets.ModelName,
        },
    ];

    private static void ReadSafetensors(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        foreach (string name in file.Tensors.Keys)
        {
            file.ReadBytes(name);
        }
    }

    private static void ReadCheckpoint(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        WriteOnce(Path.Combine(folder, Checkpoint.ModelName), []);
        WriteOnce(Path.Combine(folder, Checkpoint.StateName), []);
        new Checkpoint(1, folder).Verify();
    }

    private static void ReadState(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        TrainingProgress.Load(file);
    }

    private static void ReadIdx(string path, string name)
    {
        string folder = Path.GetDirectoryName(path)!;
        for (int i = 0; i < IdxFolder.FileNames.Count; i++)
        {
            string file = Path.Combine(folder, IdxFolder.FileNames[i]);
            if (IdxFolder.FileNames[i] == name)
            {
                File.Copy(path, file, overwrite: true);
            }
            else
            {
                WriteOnce(file, Samples.Idx(i % 2 == 0 ? 3 : 1, 5));
            }
        }

        DataSplit split = DataSets.OpenFolder(folder);
        split.Load();
    }

    private static void WriteOnce(string path, byte[] bytes)
    {
        if (!File.Exists(path))
        {
            File.WriteAllBytes(path, bytes);
        }
    }
}
