using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.OptionSets;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Cli.Screens;
using NormSharp.Data;
using NormSharp.Training;
using Spectre.Console;

namespace NormSharp.Cli.Commands;

/// <summary><c>eval</c>: how good a saved model is on the test images of a data set.</summary>
internal sealed class EvalCommand : CliCommand
{
    private readonly Argument<string?> _model = ModelArgument.Create();

    private readonly Option<string?> _data = new("--data")
    {
        Description = $"{string.Join(", ", DataSets.Names)}, or the folder of a data set. Default: what the run was trained on.",
        HelpName = "NAME|PATH",
    };

    private readonly Option<IReadOnlyList<int>?> _classes = ClassesOption.Create();

    private readonly Option<bool> _trainImages = new("--train-images")
    {
        Description = "Take the training images instead of the test images.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<string?> _out = new("--out", "-o")
    {
        Description = "A new folder for result.json, confusion.svg and mistakes.png.",
        HelpName = "FOLDER",
    };

    private readonly PictureOptionSet _pictures = new();

    private readonly Option<int?> _threads = NumberOption.AtLeast("--threads", 1, "Threads that compute. Default: every core.");

    private readonly ModelSourceOptionSet _source = new();
    private readonly ImageInputOptionSet _input = new();

    public EvalCommand()
        : base("eval", "measure a trained model on test images")
    {
        Add(_model);
        AddGroup("Images", [_data, _classes, _trainImages, .. _pictures.Reading]);
        AddGroup("Result", _out);
        AddGroup("Files of others", _source.All);
        AddGroup("Images of their models", _input.All);
        AddGroup("Machine", _threads);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("eval runs/lenet-bn-garments-1", "The final model of a run, on the data that it was trained on."),
        new("eval model.safetensors --data fashion-mnist --json", "A file says itself what it takes; the answer for a script."),
        new("eval runs", "All runs in a folder, the best first."),
        new("eval runs/lenet-bn-garments-1 -o looked-at", "With pictures of the confusion matrix and the worst mistakes."),
        new(
            "eval resnet20.th --arch resnet20 --data ./cifar-10 --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225",
            "A state of PyTorch: what network it is of, and how its images are scaled."),
    ];

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        bool json = parsed.GetValue(GlobalOptions.Json);
        Screen screen = terminal.Screen(json);
        if (parsed.GetValue(_model) is string given && RunList.Find(given) is { } runs)
        {
            return Show(runs, parsed, screen, terminal);
        }

        string? folder = parsed.GetValue(_out);
        if (folder is not null)
        {
            NewFile.CheckFree(folder, "--out");
        }

        ModelSource source = _source.Read(parsed, parsed.GetValue(_model), _input.Read(parsed));
        ModelLocation location = ModelLocation.Find(source.Path);
        string data = parsed.GetValue(_data) ?? (location.Run is { } run ? RunOrigin.DataOf(run) : null)
            ?? throw new UsageException($"--data is missing: {source.Path} does not say what it was trained on");
        using var backend = new CpuBackend(parsed.GetValue(_threads) ?? Environment.ProcessorCount);
        LoadedModel model = LoadedModel.Load(source, terminal.Error);
        DataSplit split = ChosenClasses.Of(
            DataSource.Open("--data", data, screen, _pictures.Read(parsed, model.Pictures), source.MaxMemory),
            parsed.GetValue(_classes) ?? DataNames.ClassesFor(data, location.Run));
        ImageSet set = parsed.GetValue(_trainImages) ? split.Train : split.Test;
        var predictor = new Predictor(model.Module, model.ClassifierInput(set), backend);
        var limits = new EvaluationOptions { MemoryLimit = MemoryNeed.LimitOf(source) };
        EvaluationResult result;
        try
        {
            result = screen.Wait("evaluating", _ => predictor.Evaluate(set, limits));
        }
        catch (NormSharpException error) when (error.InnerException is ArgumentException)
        {
            throw new CommandException($"{location.Path}: {error.Message} ({MemoryOption.Name})", error);
        }

        if (!double.IsFinite(result.Loss))
        {
            throw new CommandException(
                $"{location.Path}: on {set.Name} the model's outputs are no finite numbers, so its accuracy means nothing");
        }

        JsonObject answer = ToJson(result, predictor.Input.Classes, set);
        if (folder is not null)
        {
            NewFolder.Write(folder, temporary =>
            {
                new ResultPictures(set, result.Confusion!, result.Mistakes).WriteTo(temporary);
                NewFile.Write(Path.Combine(temporary, "result.json"), stream => JsonLine.Write(stream, answer));
            });
        }

        if (json)
        {
            JsonLine.Write(terminal.Output, answer);
            return ExitCode.Ok;
        }

        WilsonInterval interval = WilsonInterval.Of(result.Accuracy, result.Images);
        new Facts()
            .Add("model", location.Path)
            .Add("images", $"{Format.Count(result.Images)} of {set.Name}")
            .Add(
                "accuracy",
                $"{Format.Percent(result.Accuracy)} (95 %: {100 * interval.Low:0.0} to {100 * interval.High:0.0} %)")
            .Add("loss", Format.Loss(result.Loss))
            .Show(screen);
        if (result.Confusion is { } confusion)
        {
            ClassTable.Show(screen, confusion, predictor.Input.Classes);
        }

        MistakeLines.Show(screen, result.Mistakes, set);
        if (folder is not null)
        {
            screen.Line($"  written to {Markup.Escape(folder)}: result.json and pictures to look at");
        }

        ModelNotes.Show(screen, model, predictor.Input);
        return ExitCode.Ok;
    }

    private int Show(RunList runs, ParseResult parsed, Screen screen, Terminal terminal)
    {
        if (Groups.SelectMany(group => group.Options).FirstOrDefault(option => parsed.IsGiven(option)) is { } useless)
        {
            throw new UsageException(
                $"{useless.Name} was given, but {runs.Folder} is a folder of runs, which are listed; name one of them");
        }

        if (parsed.GetValue(GlobalOptions.Json))
        {
            JsonLine.Write(terminal.Output, runs.ToJson());
        }
        else
        {
            runs.Show(screen);
        }

        return ExitCode.Ok;
    }

    private static JsonObject ToJson(EvaluationResult result, IReadOnlyList<string> classes, ImageSet set) => new()
    {
        ["test_accuracy"] = result.Accuracy,
        ["test_accuracy_low"] = WilsonInterval.Of(result.Accuracy, result.Images).Low,
        ["test_accuracy_high"] = WilsonInterval.Of(result.Accuracy, result.Images).High,
        ["test_loss"] = result.Loss,
        ["images"] = result.Images,
        ["top5_accuracy"] = result.Confusion?.TopAccuracy,
        ["per_class"] = result.Confusion?.ToJson(classes),
        ["mistakes"] = MistakeLines.ToJson(result.Mistakes, set),
    };
}
