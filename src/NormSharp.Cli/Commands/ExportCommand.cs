using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Data;
using NormSharp.Interop;
using NormSharp.Layers;
using NormSharp.Transforms;

namespace NormSharp.Cli.Commands;

/// <summary><c>export</c>: writes a model in a format of others.</summary>
internal sealed class ExportCommand : CliCommand
{
    private const string Onnx = ".onnx";

    private readonly Argument<string> _model = new("MODEL") { Description = "A run folder, or a model file. It is only read." };

    private readonly Option<string?> _out = new("--out", "-o")
    {
        Description = "The file to write; its ending says the format (.onnx). One that exists is not overwritten.",
        HelpName = "FILE",
    };

    private readonly Option<int?> _opset = NumberOption.Between(
        "--opset",
        OnnxExportOptions.OldestOpset,
        OnnxExportOptions.NewestOpset,
        $"Version of ONNX's operators. Default: {new OnnxExportOptions().Opset}.");

    private readonly Option<bool> _fold = new("--fold")
    {
        Description = "Fold normalizations into the layers beside them first.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<bool> _preprocessing = new("--with-preprocessing")
    {
        Description = "Put the scaling of pixels into the graph, which then takes values from 0 to 255.",
        Arity = ArgumentArity.Zero,
    };

    public ExportCommand()
        : base("export", "write a model in a format of others: ONNX")
    {
        Add(_model);
        AddGroup("Result", _out);
        AddGroup("ONNX", _opset, _fold, _preprocessing);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("export runs/lenet-bn-garments-1 -o lenet.onnx", "The network of a run, for any program that reads ONNX."),
        new(
            "export model.safetensors -o model.onnx --fold --with-preprocessing",
            "Without batch normalization, and taking pixels from 0 to 255 as they are."),
    ];

    public override IReadOnlyList<string> Notes { get; } =
    [
        "The file holds what the network computes in evaluation: [N, C, H, W] in, logits out, for a batch of any size. Parameters and "
            + "statistics keep their names. Its metadata name the classes and say how pixels are scaled.",
    ];

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        bool json = parsed.GetValue(GlobalOptions.Json);
        Screen screen = terminal.Screen(json);
        string output = parsed.GetValue(_out)
            ?? throw new UsageException("--out is missing: name the file to write, for example model.onnx");
        if (!Path.GetExtension(output).Equals(Onnx, StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"--out is {output}, whose ending names no format that is written; expected {Onnx}");
        }

        LoadedModel model = LoadedModel.Load(parsed.GetRequiredValue(_model));
        model.CheckOutput(output);
        FoldResult? folded = parsed.GetValue(_fold) ? Fold(model) : null;
        Module network = folded?.Model ?? model.Saved.Module;
        var export = new OnnxExport(model.Input, model.Saved.Metadata)
        {
            Opset = parsed.GetValue(_opset),
            HasPreprocessing = parsed.GetValue(_preprocessing),
        };
        NewFile.Write(output, temporary => export.Write(temporary, network));
        var facts = new JsonObject
        {
            ["model"] = model.Location.Path,
            ["out"] = output,
            ["opset"] = export.Opset ?? new OnnxExportOptions().Opset,
            ["parameters"] = network.ParameterCount(),
            ["folded"] = folded?.Folded.Count ?? 0,
            ["input"] = export.HasPreprocessing ? "pixels from 0 to 255" : "scaled pixels",
            ["bytes"] = new FileInfo(output).Length,
        };
        if (json)
        {
            JsonLine.Write(terminal.Output, facts);
        }
        else
        {
            Show(screen, facts);
        }

        return ExitCode.Ok;
    }

    private static FoldResult Fold(LoadedModel model)
    {
        ImageShape shape = model.Input.Shape;
        FoldResult result = BatchNormFolding.Fold(model.Saved.Module, [1, shape.Channels, shape.Height, shape.Width]);
        return result.Folded.Count > 0
            ? result
            : throw new NormSharpException($"{model.Location.Path}: there is nothing to fold; leave --fold out");
    }

    private static void Show(Screen screen, JsonObject result)
    {
        var facts = new Facts();
        foreach ((string key, JsonNode? value) in result)
        {
            facts.Add(key, value!.GetValueKind() == JsonValueKind.Number ? Format.Count(value.Deserialize<long>()) : (string)value!);
        }

        facts.Show(screen);
    }
}
