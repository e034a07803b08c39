using System.Text;
using NormSharp.Cli;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Output;
using NormSharp.Data;
using NormSharp.Primitives;

namespace NormSharp.Fuzz.Targets;

/// <summary>The command line as a whole: a known exit code, printable text, no word of a mistake, no NaN as an answer.</summary>
internal static class CommandTargets
{
    public const string ModelName = "model.safetensors";

    /// <summary>Each opens the damaged model; which one does follows from its bytes.</summary>
    private static readonly string[] Commands =
    [
        "eval model.safetensors --data data --json", "predict model.safetensors picture.png --json", "summary model.safetensors --json",
        "fold model.safetensors -o out.safetensors", "recalibrate model.safetensors --data data -o out.safetensors",
        "absorb model.safetensors -o out.safetensors", "export model.safetensors -o out.onnx", "export model.safetensors -o out.pth",
        "doctor model.safetensors --json", "doctor model.safetensors --fix -o out.safetensors",
        "run model.safetensors --input input=in.npy",
        "doctor model.safetensors --html out.html --sarif out.sarif", "summary model.safetensors", "predict model.safetensors picture.png",
    ];

    /// <summary>Runs a command line.</summary>
    public static void ReadLine(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        string[] words = Encoding.UTF8.GetString(File.ReadAllBytes(path)).Split('\u001f');
        Prepare(folder);
        string model = Path.Combine(folder, ModelName);
        if (!File.Exists(model))
        {
            File.WriteAllBytes(model, Samples.Model(Samples.Networks()[0]));
        }

        if (words.Any(word => word is "train" or "study" or "bench"))
        {
            // Whatever else is said, nothing long is begun.
            words = [.. words, words.Contains("bench") ? "--help" : "--data", "absent/folder"];
        }

        Run(folder, words, words.Any(IsNaN));
    }

    /// <summary>Runs a command on a model.</summary>
    public static void ReadModel(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        Prepare(folder);
        byte[] bytes = File.ReadAllBytes(path);
        uint number = Crc32.Compute(bytes);

        // A class or a layer may be called NaN.
        bool namesNaN = bytes.AsSpan().IndexOf("NaN"u8) >= 0;
        Run(folder, Commands[number % (uint)Commands.Length].Split(' '), namesNaN);
    }

    private static void Run(string folder, string[] words, bool namesNaN)
    {
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

            if (code == ExitCode.Ok && words[0] != "doctor" && !namesNaN && IsNaN(output.ToString()))
            {
                throw new InvalidOperationException($"NaN is an answer: {output}");
            }

            if (code != ExitCode.Ok && error.ToString().Trim().Length == 0)
            {
                throw new InvalidOperationException($"exit code {code} without a word");
            }
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    private static bool IsNaN(string text) => text.Contains("NaN", StringComparison.Ordinal);

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
            File.WriteAllBytes(Path.Combine(folder, "picture.png"), Samples.Pictures()[0]);
            File.WriteAllBytes(Path.Combine(folder, "in.npy"), ForeignSamples.Npy([1, 1, Samples.Size, Samples.Size]));
        }

        foreach (string made in Directory.GetFiles(folder, "out*"))
        {
            File.Delete(made);
        }
    }
}
