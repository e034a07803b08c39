using System.CommandLine;
using System.Text.Json.Nodes;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.OptionSets;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Cli.Screens;
using NormSharp.Layers;

namespace NormSharp.Cli.Commands;

/// <summary><c>export</c>: writes a model in a format of others.</summary>
internal sealed class ExportCommand : CliCommand
{
    private readonly Argument<string?> _model = ModelArgument.Create("It is only read.");

    private readonly Option<string?> _out = new("--out", "-o")
    {
        Description = $"The file to write; its end says the format: {string.Join(", ", ExportFormats.All.Select(format => format.Extension))}. "
            + "One that exists is not overwritten.",
        HelpName = "FILE",
    };

    private readonly ModelSourceOptionSet _source = new();
    private readonly ImageInputOptionSet _input = new();

    public ExportCommand()
        : base("export", "write a model for PyTorch and others")
    {
        Add(_model);
        AddGroup("Result", _out);
        AddGroup("Files of others", _source.All);
        AddGroup("Images of their models", _input.All);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("export runs/lenet-bn-garments-1 -o lenet.pth", "A state dict for torch.load(…, weights_only=True)."),
        new("export resnet20.th --arch resnet20 -o resnet20.safetensors", "A state of PyTorch as a file that says what network it is."),
    ];

    public override IReadOnlyList<string> Notes { get; } =
    [
        "Tensors keep the names of the file that they came from. A .pth holds numbers only: which network they are of is said in Python.",
    ];

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        bool json = parsed.GetValue(GlobalOptions.Json);
        Screen screen = terminal.Screen(json);
        string output = parsed.GetValue(_out) ?? throw new UsageException("--out is missing: name the file to write");
        ExportFormat format = ExportFormats.Of(output);
        LoadedModel model = LoadedModel.Load(_source.Read(parsed, parsed.GetValue(_model), _input.Read(parsed)), terminal.Error);
        model.CheckOutput(output);
        var request = new ExportRequest(model, model.KnowsInput ? model.InputFor() : null);
        NewFile.Write(output, temporary => format.Write(request, temporary));
        if (json)
        {
            JsonLine.Write(terminal.Output, new JsonObject
            {
                ["model"] = model.Location.Path,
                ["out"] = output,
                ["format"] = format.Description,
                ["parameters"] = model.Module.ParameterCount(),
            });
            return ExitCode.Ok;
        }

        new Facts()
            .Add("model", model.Location.Path)
            .Add("parameters", Format.Count(model.Module.ParameterCount()))
            .Add("format", format.Description)
            .Add("saved", output)
            .Show(screen);
        ModelNotes.Show(screen, model);
        return ExitCode.Ok;
    }
}
