using System.CommandLine;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.OptionSets;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Cli.Screens;
using NormSharp.Data;
using NormSharp.Graphs;
using NormSharp.Interop;
using NormSharp.Layers;
using NormSharp.Models;

namespace NormSharp.Cli.Commands;

/// <summary><c>summary</c>: what a model is made of, layer by layer.</summary>
internal sealed class SummaryCommand : CliCommand
{
    private readonly Argument<string?> _model = ModelArgument.Create(
        $"Or a model of the catalogue: {string.Join(", ", ModelCatalog.Names)}.");

    private readonly Option<int?> _batchSize = NumberOption.AtLeast(
        "--batch-size", 1, "Images of a batch, for the memory of activations. Default: 1.");

    private readonly Option<int?> _classes = NumberOption.AtLeast(
        "--classes", 2, "Classes of a model of the catalogue. Default: 10, and 1000 for those of ImageNet.");

    private readonly ModelOptionSet _modelOptions = new();
    private readonly ModelSourceOptionSet _source = new();
    private readonly ImageInputOptionSet _images = new();

    public SummaryCommand()
        : base("summary", "list a model's layers: output shapes, parameters, memory")
    {
        _model.CompletionSources.Add([.. ModelCatalog.Names]);
        Add(_model);
        AddGroup("Size", _batchSize, _classes);
        AddGroup("Model (of the catalogue)", _modelOptions.All);
        AddGroup("Files of others", _source.All);
        AddGroup("Images of their models", _images.All);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("summary lenet-bn --input 1,28,28", "LeNet with batch normalization after each hidden layer."),
        new("summary resnet20 --input 3,32,32 --batch-size 128", "With the memory that a training step of 128 images keeps."),
        new("summary runs/lenet-bn-garments-1/model.safetensors", "A trained model; its file says what it takes."),
    ];

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        string? given = parsed.GetValue(_model);
        if (given is not null && ModelCatalog.Names.Contains(given))
        {
            ImageShape shape = _images.Read(parsed).Shape ?? ModelFactory.UsualShape(given);
            Show(parsed, terminal, given, OfCatalogue(parsed, given, shape), shape);
            return ExitCode.Ok;
        }

        ModelSource source = Read(parsed, given);
        if (!ModelReading.HasNetwork(source, out string? problem))
        {
            ShowState(parsed, terminal, source, problem);
            return ExitCode.Ok;
        }

        LoadedModel model = LoadedModel.Load(source, terminal.Error);
        Show(parsed, terminal, source.Path, model.Module, model.ShapeFor());
        return ExitCode.Ok;
    }

    private static void ShowState(ParseResult parsed, Terminal terminal, ModelSource source, string problem)
    {
        using StateFile state = StateFiles.Open(ModelLocation.Find(source.Path).Path);
        IReadOnlyList<(string Name, int Count, bool IsKnown)> operators = ModelReading.Operators(state);
        if (parsed.GetValue(GlobalOptions.Json))
        {
            JsonLine.Write(terminal.Output, StateScreen.ToJson(state, problem, operators));
        }
        else
        {
            StateScreen.Show(terminal.Screen(), state, problem, operators);
        }
    }

    private void Show(ParseResult parsed, Terminal terminal, string name, Module module, ImageShape shape)
    {
        int batchSize = parsed.GetValue(_batchSize) ?? 1;
        ModelSummary summary;
        try
        {
            // One image tells the shapes of a batch without its memory.
            summary = ModelSummary.Of(module, [1, shape.Channels, shape.Height, shape.Width]);
        }
        catch (LayerException exception)
        {
            throw new UsageException($"--input {shape} does not fit {name}: {exception.Message}", exception);
        }

        if (parsed.GetValue(GlobalOptions.Json))
        {
            JsonLine.Write(terminal.Output, SummaryScreen.ToJson(name, summary, batchSize));
        }
        else
        {
            SummaryScreen.Show(terminal.Screen(), name, summary, batchSize);
        }
    }

    private Module OfCatalogue(ParseResult parsed, string name, ImageShape shape)
    {
        foreach (Option option in _source.All)
        {
            if (parsed.IsGiven(option))
            {
                throw new UsageException(
                    $"{option.Name} is about a file, but {name} is a model of the catalogue; give --model {name} for it");
            }
        }

        ModelOptions options = _modelOptions.Read(parsed, name, new ModelOptions()) with
        {
            Input = (shape.Channels, shape.Height, shape.Width),
            Classes = parsed.GetValue(_classes) ?? ModelCatalog.UsualClasses(name),
        };
        return ModelFactory.Create(name, options);
    }

    private ModelSource Read(ParseResult parsed, string? given)
    {
        if (given is not null && !ModelLocation.LooksLikePath(given))
        {
            ModelFactory.CheckName("MODEL", given);
        }

        ModelSource source = _source.Read(parsed, given, _images.Read(parsed));
        foreach (Option option in _modelOptions.All.Append(_classes))
        {
            if (parsed.IsGiven(option))
            {
                throw new UsageException($"{option.Name} was given, but {source.Path} is a file, which says itself how its model is built");
            }
        }

        return source;
    }
}
