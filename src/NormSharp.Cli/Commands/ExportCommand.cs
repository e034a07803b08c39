using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Cli.OptionSets;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Cli.Screens;
using NormSharp.Data;
using NormSharp.Interop;
using NormSharp.Layers;
using NormSharp.Transforms;

namespace NormSharp.Cli.Commands;

/// <summary><c>export</c>: writes a model in a format of others.</summary>
internal sealed class ExportCommand : CliCommand
{
    private readonly Argument<string?> _model = ModelArgument.Create("It is only read.");

    private readonly Option<string?> _out = new("--out", "-o")
    {
        Description = $"The file to write; its ending says the format: {Words.Or(ExportFormats.All.Select(format => format.Extension))}. "
            + $"One that exists is not overwritten.",
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

    private readonly Option<string[]> _inputName = Names(
        "--input-name", "What an input is called in the file; again for the next. Default: as in the network.");

    private readonly Option<string[]> _outputName = Names(
        "--output-name", "What an output is called; again for the next. Default: as in the network.");

    private readonly ModelSourceOptionSet _source = new();
    private readonly ImageInputOptionSet _input = new();

    public ExportCommand()
        : base("export", "write a model in a format of others: ONNX, PyTorch")
    {
        Add(_model);
        AddGroup("Result", _out);
        AddGroup("ONNX", _opset, _fold, _preprocessing, _inputName, _outputName);
        AddGroup("Files of others", _source.All);
        AddGroup("Images of their models", _input.All);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("export runs/lenet-bn-garments-1 -o lenet.onnx", "The network of a run, for any program that reads ONNX."),
        new(
            "export model.safetensors -o model.onnx --fold --with-preprocessing",
            "Without batch normalization, and taking pixels from 0 to 255 as they are."),
        new("export runs/lenet-bn-garments-1 -o lenet.pth", "A state dict for torch.load(…, weights_only=True)."),
        new("export resnet20.th --arch resnet20 -o resnet20.safetensors", "A state of PyTorch as a file that says what network it is of."),
    ];

    public override IReadOnlyList<string> Notes { get; } =
    [
        "An ONNX file holds what the network computes in evaluation: [N, C, H, W] in, logits out, for a batch of any size. Parameters and "
            + "statistics keep their names. Its metadata name the classes and say how pixels are scaled.",
        "A .pth holds numbers only, under the names of the file that they came from. A .safetensors has these names, too, and says in "
            + "its metadata what network it is of.",
    ];

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        bool json = parsed.GetValue(GlobalOptions.Json);
        Screen screen = terminal.Screen(json);
        string output = parsed.GetValue(_out)
            ?? throw new UsageException("--out is missing: name the file to write, for example model.onnx");
        ExportFormat format = ExportFormats.Of(output);
        CheckOptions(parsed, output, format);
        LoadedModel model = LoadedModel.Load(_source.Read(parsed, parsed.GetValue(_model), _input.Read(parsed)), terminal.Error);
        model.CheckOutput(output);
        FoldResult? folded = parsed.GetValue(_fold) ? Fold(model) : null;
        var request = new ExportRequest(model, folded?.Model ?? model.Module, model.InputFor())
        {
            Opset = parsed.GetValue(_opset),
            HasPreprocessing = parsed.GetValue(_preprocessing),
            InputNames = parsed.GetValue(_inputName) ?? [],
            OutputNames = parsed.GetValue(_outputName) ?? [],
        };
        NewFile.WriteBy(output, temporary => format.Write(request, temporary));
        JsonObject facts = Facts(request, output, format, folded);
        if (json)
        {
            JsonLine.Write(terminal.Output, facts);
        }
        else
        {
            Show(screen, facts);
            ModelNotes.Show(screen, model);
        }

        return ExitCode.Ok;
    }

    private static Option<string[]> Names(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "NAME",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static JsonObject Facts(ExportRequest request, string output, ExportFormat format, FoldResult? folded)
    {
        var facts = new JsonObject
        {
            ["model"] = request.Model.Location.Path,
            ["out"] = output,
            ["format"] = format.Description,
            ["parameters"] = request.Network.ParameterCount(),
        };
        if (format.IsOnnx)
        {
            facts["opset"] = request.Opset ?? new OnnxExportOptions().Opset;
            facts["folded"] = folded?.Folded.Count ?? 0;
            facts["input"] = request.HasPreprocessing ? "pixels from 0 to 255" : "scaled pixels";
        }

        facts["bytes"] = new FileInfo(output).Length;
        return facts;
    }

    private void CheckOptions(ParseResult parsed, string output, ExportFormat format)
    {
        foreach (Option option in format.IsOnnx ? [] : new Option[] { _opset, _fold, _preprocessing, _inputName, _outputName })
        {
            if (parsed.IsGiven(option))
            {
                throw new UsageException($"{option.Name} was given, but it is about ONNX files, and {output} is none");
            }
        }
    }

    private static FoldResult Fold(LoadedModel model)
    {
        ImageShape shape = model.ShapeFor();
        FoldResult result = BatchNormFolding.Fold(model.Module, [1, shape.Channels, shape.Height, shape.Width]);
        return result.Folded.Count > 0
            ? result
            : throw new CommandException($"{model.Location.Path}: there is nothing to fold; leave --fold out");
    }

    private static void Show(Screen screen, JsonObject result)
    {
        var facts = new Facts();
        foreach ((string key, JsonNode? value) in result)
        {
            bool isNumber = value!.GetValueKind() == JsonValueKind.Number;
            facts.Add(
                key,
                isNumber ? Format.Count(long.Parse(value.ToJsonString(), CultureInfo.InvariantCulture)) : Messages.Of((string)value!));
        }

        facts.Show(screen);
    }
}
