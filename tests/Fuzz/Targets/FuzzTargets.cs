using System.Text;
using NormSharp.Backends;
using NormSharp.Cli;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Data;
using NormSharp.Fuzz.Mutation;
using NormSharp.Interop;
using NormSharp.Interop.Keras;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Serialization;
using NormSharp.Studies.Cells;
using NormSharp.Tensors;
using NormSharp.Training;

namespace NormSharp.Fuzz.Targets;

/// <summary>Every reader, and the command line.</summary>
internal static class FuzzTargets
{
    private const int MostPixels = 1 << 16;
    private const int MostActivations = 1 << 21;

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("safetensors", () => [Samples.State()], ReadSafetensors) { Mutate = SafetensorsMutator.Mutate, FileName = "a.safetensors" },
        new("model", () => [.. Samples.Networks().Select(Samples.Model)], ReadModel)
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
        new("idx-images", () => [Samples.Idx(3, 5), Samples.Gzip(Samples.Idx(3, 5))], path => ReadIdx(path, IdxFolder.FileNames[0])),
        new("idx-labels", () => [Samples.Idx(1, 5), Samples.Gzip(Samples.Idx(1, 5))], path => ReadIdx(path, IdxFolder.FileNames[1])),
        new("idx-unlabelled", () => [Samples.Idx(3, 5)], path => UnlabelledImages.Open(path)),
        new("classes", () => [Encoding.UTF8.GetBytes("a\nb\nc\n")], path => TextLines.Read(path)),
        new("cifar", () => [Samples.Cifar(2), Samples.Gzip(Samples.Cifar(1))], path => CifarBatch.Read(path, 10, CifarLayout.Ten)),
        new("list", () => [Samples.List()], path => PictureList.Read(path)) { Mutate = LineMutator.Mutate, FileName = "a.csv" },
        new("array", () => [Samples.Npy()], path => NpyArray.Parse(path, File.ReadAllBytes(path))) { FileName = "a.npy" },
        new("npy", () => [Samples.Npy()], path => TensorFiles.Read(path).ReadSingle()) { FileName = "a.npy" },
        new("onnx", Samples.Onnx, ReadNetwork) { FileName = "a.onnx" },
        new("pytorch", Samples.PyTorch, ReadTensors) { FileName = "a.pth" },
        new("keras", () => [Samples.Keras()], ReadNetwork) { FileName = "a.h5" },
        new("config", () => [Samples.Config()], path => KerasConfig.Read(path, File.ReadAllText(path))) { Mutate = JsonMutator.Mutate },
        new("command-line", Samples.CommandLines, RunCommand) { Mutate = LineMutator.Mutate },
    ];

    private static void ReadSafetensors(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        foreach (string name in file.Tensors.Keys)
        {
            file.ReadBytes(name);
        }
    }

    /// <summary>A model that is accepted computes finite numbers, or says that it cannot.</summary>
    private static void ReadModel(string path)
    {
        SavedModel saved = ModelFile.Load(path);
        if (ModelInput.Load(path, saved.Metadata) is { } input && input.Shape.Length <= MostPixels && IsSmall(saved.Module, input.Shape))
        {
            using var backend = new CpuBackend(1);
            new Predictor(saved.Module, input, backend).Predict(new byte[input.Shape.Length]);
        }
    }

    /// <summary>What needs more memory than is there for a test is left to the limit of the commands.</summary>
    private static bool IsSmall(Module module, ImageShape shape)
    {
        try
        {
            return ModelSize.Of(module.Describe(), [1, shape.Channels, shape.Height, shape.Width]).Activations <= MostActivations;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static void ReadCheckpoint(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        File.WriteAllBytes(Path.Combine(folder, Checkpoint.ModelName), []);
        File.WriteAllBytes(Path.Combine(folder, Checkpoint.StateName), []);
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
                File.WriteAllBytes(file, Samples.Idx(i % 2 == 0 ? 3 : 1, 5));
            }
        }

        DataSplit split = DataSets.OpenFolder(folder);
        split.Load();
    }

    private static void ReadNetwork(string path)
    {
        ReadTensors(path);
        Module network = NetworkFiles.Load(path);
        StateCheck.ThrowIfAny(path, network);
    }

    private static void ReadTensors(string path)
    {
        using StateFile file = StateFiles.Open(path);
        foreach (NamedTensor tensor in file.Tensors)
        {
            if (tensor.ElementType != Interop.ElementType.Opaque)
            {
                tensor.ReadBytes();
            }
        }
    }

    /// <summary>A known exit code; whatever is printed is printable; nothing that nobody thought of.</summary>
    private static void RunCommand(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        string[] words = Encoding.UTF8.GetString(File.ReadAllBytes(path)).Split('\u001f');
        Prepare(folder);
        if (words.Any(word => word is "train" or "study" or "bench"))
        {
            // Whatever else is said, nothing long is begun.
            words = [.. words, words.Contains("bench") ? "--help" : "--data", "absent/folder"];
        }

        string before = Environment.CurrentDirectory;
        using var output = new StringWriter();
        using var error = new StringWriter();
        try
        {
            Environment.CurrentDirectory = folder;
            int code = Application.Run(words, new Terminal { Output = output, Error = error });
            string said = output.ToString() + error;
            if (code is not (ExitCode.Ok or ExitCode.Failed or ExitCode.WrongUsage))
            {
                throw new InvalidOperationException($"exit code {code}");
            }

            if (said.Split('\n').FirstOrDefault(line => !Printable.IsPlain(line.TrimEnd('\r'))) is { } raw)
            {
                throw new InvalidOperationException($"prints control characters: {Printable.Name(raw)}");
            }

            if (said.Contains("this is a mistake in normsharp", StringComparison.Ordinal))
            {
                throw new InvalidOperationException(said.ReplaceLineEndings(" "));
            }
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    private static void Prepare(string folder)
    {
        string data = Path.Combine(folder, "data");
        if (!Directory.Exists(data))
        {
            Directory.CreateDirectory(data);
            for (int i = 0; i < IdxFolder.FileNames.Count; i++)
            {
                File.WriteAllBytes(Path.Combine(data, IdxFolder.FileNames[i]), Samples.Idx(i % 2 == 0 ? 3 : 1, 12));
            }

            File.WriteAllText(Path.Combine(data, IdxFolder.ClassesFile), "a\nb\nc\n");
            File.WriteAllBytes(Path.Combine(folder, "model.safetensors"), Samples.Model(Samples.Networks()[0]));
            File.WriteAllBytes(Path.Combine(folder, "picture.png"), Samples.Pictures()[0]);
        }

        foreach (string made in Directory.GetFiles(folder, "out*"))
        {
            File.Delete(made);
        }
    }
}
