using System.CommandLine;
using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Cli.OptionSets;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Cli.Screens;
using NormSharp.Inference;
using NormSharp.Training;
using Spectre.Console;

namespace NormSharp.Cli.Commands;

/// <summary><c>predict</c>: what pictures show, by a saved model.</summary>
internal sealed class PredictCommand : CliCommand
{
    private const int Shown = 3;
    private const string Indent = "      ";

    private readonly Argument<string?> _model = ModelArgument.Create();

    private readonly Argument<string[]> _images = new("IMAGE")
    {
        Description = "JPEG, PNG, WebP, BMP or GIF files; a model trained on photos takes any size.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _tune = new("--tune")
    {
        Description = "Measure by which algorithms each layer is fastest, and keep that in FILE for the next time.",
        HelpName = "FILE",
    };

    private readonly ModelSourceOptionSet _source = new();
    private readonly ImageInputOptionSet _input = new();

    public PredictCommand()
        : base("predict", "tell what pictures show, by a trained model")
    {
        Add(_model);
        Add(_images);
        AddGroup("Measurement", _tune);
        AddGroup("Files of others", _source.All);
        AddGroup("Images of their models", _input.All);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("predict runs/lenet-bn-garments-1/model.safetensors shirt.png", "The three most likely classes of a picture."),
        new("predict runs/lenet-bn-garments-1 samples/*.png --json", "Many pictures, for a script."),
    ];

    public override IReadOnlyList<string> Notes { get; } =
    [
        "Models trained on garments, MNIST or Fashion-MNIST know light shapes on a black ground; invert a photo or scan that is dark "
            + "on light.",
    ];

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        bool json = parsed.GetValue(GlobalOptions.Json);
        (ModelSource source, string[] files) = Read(parsed);
        LoadedModel model = LoadedModel.Load(source, terminal.Error);
        string path = model.Location.Path;
        using var backend = new CpuBackend(1);
        var predictor = new Predictor(model.Module, model.ClassifierInput(), backend);
        if (parsed.GetValue(_tune) is { } tuningFile)
        {
            // Folding is left out, so that only the choice of algorithms tells from the model itself.
            predictor.Compile(new InferencePlanOptions { FoldsNormalization = false, Tune = new PlanTuning(tuningFile) });
        }


        // All pictures are read before anything is said, so that a bad one leaves no half answer.
        List<(PictureFile Picture, IReadOnlyList<ClassProbability> Classes)> answers =
        [
            .. files.Select(file => PictureFile.Read(file, predictor.Input))
                .Select(picture => (picture, predictor.Predict(picture.Planes))),
        ];
        if (json)
        {
            JsonLine.Write(terminal.Output, new JsonObject
            {
                ["model"] = path,
                ["predictions"] = new JsonArray([.. answers.Select(answer => ToJson(answer.Picture, answer.Classes))]),
            });
        }
        else
        {
            Show(terminal.Screen(), answers);
            ModelNotes.Show(terminal.Screen(), model, predictor.Input);
        }

        // What the file of a model says of its images it says of their ground too; of others nobody knows.
        int light = model.Described is { Shape.Channels: 1, HasLightGround: false }
            ? answers.Count(answer => answer.Picture.IsLightAtBorder)
            : 0;
        if (light > 0)
        {
            string which = answers.Count == 1 ? Messages.Of("the picture is") : Messages.Of($"{light} of {answers.Count} pictures are");
            terminal.Error.WriteLine(Messages.Of(
                $"note: {which} light at the border, and the model has learnt light shapes on a dark ground; invert what is dark on "
                    + $"light"));
        }

        return ExitCode.Ok;
    }

    /// <summary>Where <c>--weights</c> names the file, the first argument is a picture.</summary>
    private (ModelSource Source, string[] Pictures) Read(ParseResult parsed)
    {
        string? given = parsed.GetValue(_model);
        string[] pictures = parsed.GetValue(_images) ?? [];
        if (_source.HasWeights(parsed) && given is { } first)
        {
            (given, pictures) = (null, [first, .. pictures]);
        }

        ModelSource source = _source.Read(parsed, given, _input.Read(parsed));
        return pictures.Length > 0
            ? (source, pictures)
            : throw new UsageException($"predict needs IMAGE (see {Application.Name} predict --help)");
    }

    private static void Show(Screen screen, List<(PictureFile Picture, IReadOnlyList<ClassProbability> Classes)> answers)
    {
        PlainTable table = new PlainTable().Words("image").Words("class").Numbers("probability").Words("then");
        foreach ((PictureFile picture, IReadOnlyList<ClassProbability> classes) in answers)
        {
            table.Add(
                PlainTable.Cell(picture.Path),
                PlainTable.Strong(classes[0].Name),
                PlainTable.Cell(Format.Percent(classes[0].Probability)),
                PlainTable.Cell(string.Join(", ", classes.Skip(1).Take(Shown - 1))));
        }

        if (table.FitsIn(screen))
        {
            table.Show(screen);
            return;
        }

        foreach ((PictureFile picture, IReadOnlyList<ClassProbability> classes) in answers)
        {
            screen.Text($"  {picture.Path}");
            string line = string.Join(", ", classes.Take(Shown));
            TwoColumns.Wrap(line, screen.Width - Indent.Length).ForEach(part => screen.Line(Indent + Markup.Escape(part)));
        }
    }

    private static JsonObject ToJson(PictureFile picture, IReadOnlyList<ClassProbability> classes) => new()
    {
        ["image"] = picture.Path,
        ["class"] = classes[0].Name,
        ["label"] = classes[0].Class,
        ["probability"] = classes[0].Probability,
        ["top"] = new JsonArray(
        [
            .. classes.Take(Shown).Select(entry => new JsonObject
            {
                ["class"] = entry.Name,
                ["label"] = entry.Class,
                ["probability"] = entry.Probability,
            }),
        ]),
    };
}
