using System.CommandLine;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.OptionSets;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Cli.Screens;
using NormSharp.Data;
using NormSharp.Graphs;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Serialization;
using NormSharp.Training;

namespace NormSharp.Cli.Commands;

/// <summary><c>summary</c>: what a model is made of, layer by layer.</summary>
internal sealed class SummaryCommand : CliCommand
{
    private readonly Argument<string> _model = new("MODEL")
    {
        Description = $"A model of the catalogue ({string.Join(", ", ModelCatalog.Names)}), a model file, or a run folder.",
    };

    private readonly Option<ImageShape?> _input = ShapeOption.Create(
        "--input", "Size of an image. Default: what the file says; for the catalogue 1,28,28, and 3,32,32 for vgg-small and resnet20.");

    private readonly Option<int?> _batchSize = NumberOption.AtLeast(
        "--batch-size", 1, "Images of a batch, for the memory of activations. Default: 1.");

    private readonly Option<int?> _classes = NumberOption.AtLeast("--classes", 2, "Classes of a model of the catalogue. Default: 10.");

    private readonly ModelOptionSet _modelOptions = new();

    public SummaryCommand()
        : base("summary", "list a model's layers: output shapes, parameters, memory")
    {
        Add(_model);
        AddGroup("Input", _input, _batchSize, _classes);
        AddGroup("Model (of the catalogue)", _modelOptions.All);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("summary lenet-bn --input 1,28,28", "LeNet with batch normalization after each hidden layer."),
        new("summary resnet20 --input 3,32,32 --batch-size 128", "With the memory that a training step of 128 images keeps."),
        new("summary runs/lenet-bn-garments-1/model.safetensors", "A trained model; its file says what it takes."),
    ];

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        string name = parsed.GetRequiredValue(_model);
        (Module module, ImageShape shape) = Resolve(parsed, name);
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

        return ExitCode.Ok;
    }

    private (Module Module, ImageShape Shape) Resolve(ParseResult parsed, string name)
    {
        if (ModelCatalog.Names.Contains(name))
        {
            ImageShape shape = parsed.GetValue(_input) ?? ModelFactory.UsualShape(name);
            ModelOptions options = _modelOptions.Read(parsed, name, new ModelOptions()) with
            {
                Input = (shape.Channels, shape.Height, shape.Width),
                Classes = parsed.GetValue(_classes) ?? 10,
            };
            return (ModelFactory.Create(name, options), shape);
        }

        if (!ModelLocation.LooksLikePath(name))
        {
            ModelFactory.CheckName("MODEL", name);
        }

        foreach (Option option in _modelOptions.All.Append(_classes))
        {
            if (parsed.IsGiven(option))
            {
                throw new UsageException($"{option.Name} was given, but {name} is a file, which says itself how its model is built");
            }
        }

        string path = ModelLocation.Find(name).Path;
        SavedModel saved = ModelFile.Load(path);
        ImageShape input = parsed.GetValue(_input) ?? ModelInput.Load(path, saved.Metadata)?.Shape
            ?? throw new UsageException($"{path} does not say what images it takes; give their size with --input");
        return (saved.Module, input);
    }
}
