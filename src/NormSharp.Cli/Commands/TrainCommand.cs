using System.CommandLine;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Cli.OptionSets;
using NormSharp.Cli.Output;
using NormSharp.Cli.Ranks;
using NormSharp.Cli.Requests;
using NormSharp.Cli.Screens;
using NormSharp.Data;
using NormSharp.Models;
using NormSharp.Training;
using Spectre.Console;

namespace NormSharp.Cli.Commands;

/// <summary><c>train</c>: trains a model of the catalogue into a run folder, or continues a run.</summary>
internal sealed class TrainCommand : CliCommand
{
    // Epochs of minutes should not look like a program that hangs.
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(30);

    /// <summary>One of so many epochs trains a new last layer alone.</summary>
    private const int HeadShare = 5;

    private readonly Option<string?> _model = new("--model")
    {
        Description = $"Default: {TrainRequest.DefaultModel}.",
        HelpName = string.Join('|', ModelCatalog.Names),
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description =
            $"{string.Join(", ", DataSets.Names)}, or the folder of a data set. Default: {TrainRequest.DefaultData}, pictures drawn on "
                + $"the spot.",
        HelpName = "NAME|PATH",
    };

    private readonly Option<int?> _limit = NumberOption.AtLeast(
        "--limit", 1, "Take only N training images, the first of each class, for a quick try.");

    private readonly Option<IReadOnlyList<int>?> _classes = ClassesOption.Create();

    private readonly Option<string?> _out = new("--out")
    {
        Description = "The run's folder. Default: a new one, runs/MODEL-DATA-N.",
        HelpName = "FOLDER",
    };

    private readonly Option<string?> _resume = new("--resume")
    {
        Description = "Continue a run that was stopped or killed, with its options; or a finished one, with more --epochs.",
        HelpName = "RUN",
    };

    private readonly Option<string[]> _quiet = QuietOption.Create();

    private readonly ModelOptionSet _modelOptions = new();
    private readonly TransferOptionSet _transferOptions = new();
    private readonly TrainingOptionSet _trainingOptions = new();
    private readonly RankOptionSet _ranks = new();
    private readonly ModelSourceOptionSet _source = new();
    private readonly ImageInputOptionSet _input = new();
    private readonly PictureOptionSet _pictures = new();

    public TrainCommand()
        : base("train", "train a network, and keep the run in a folder")
    {
        AddGroup("What to train on what", [_model, _data, _classes, _limit, .. _pictures.All, .. _trainingOptions.Images]);
        AddGroup("Course", _trainingOptions.Course);
        AddGroup("Several processes (mpirun, launch)", _ranks.All);
        AddGroup("Run", [_out, _resume, .. _trainingOptions.Checkpoints, _quiet, .. _trainingOptions.Checks]);
        AddGroup(
            "Transfer (LAYERS: names such as bn1, patterns such as conv*, several with commas)",
            [.. _transferOptions.All, .. _trainingOptions.Transfer]);
        AddGroup("Files of others (to begin with)", _source.State);
        AddGroup("Images of their models", _input.All);
        AddGroup("Running statistics", _trainingOptions.Recalibration);
        AddGroup("Model", _modelOptions.All);
        AddGroup("Optimization", _trainingOptions.Optimization);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("train", "LeNet with batch normalization on drawn garments, in seconds."),
        new("train --data fashion-mnist --bn last2 --lr 0.3 --recalibrate-each-epoch", "See running statistics lag behind the weights."),
        new(
            "train --model resnet20 --data ./cifar-10 --normalize --augment shift=4,flip --schedule cosine",
            "A deeper network on colour images."),
        new(
            "train --from runs/lenet-bn-garments-1 --data ./photos --freeze 'conv*' --freeze-statistics '*'",
            "Fine-tune a trained model on other classes."),
        new("train --resume runs/lenet-bn-garments-1", "Go on where a run was stopped, to the same weights bit for bit."),
        new("train --resume runs/lenet-bn-garments-1 --epochs 20", "Ten epochs more for a run that has had ten."),
    ];

    public override IReadOnlyList<string> Notes { get; } =
    [
        "The run's folder holds run.json, metrics.jsonl, checkpoints/, model.safetensors (recalibrated), model-as-trained.safetensors, "
            + "summary.json, and confusion.svg and mistakes.png to look at. Ctrl-C stops at the next "
            + "step with a checkpoint "
        + "(exit code 130); a second Ctrl-C ends at once.",
    ];

    public override int Run(ParseResult parsed, Terminal terminal)
        => RankSession.Run(terminal, _ranks.Timeout(parsed), session => Run(parsed, session));

    private int Run(ParseResult parsed, RankSession session)
    {
        Terminal terminal = session.Terminal;
        bool json = parsed.GetValue(GlobalOptions.Json);
        Screen screen = terminal.Screen(json, session.Rank > 0 || QuietOption.ShowsOnlyResult(parsed, _quiet));
        TrainRequest request = Read(parsed, session);
        DataSplit data = session.FirstThenOthers(() => Open(request, _source.MaxMemory(parsed), screen));
        DataRecipe? recipe =
            !ChoosesItself(parsed, request) ? null
            : request.Transfer.From is null ? DataRecipe.For(data.Train, _trainingOptions.Optimizer(parsed))
            : DataRecipe.ForTransfer(request.Model, data.Train, _trainingOptions.Optimizer(parsed));
        request = recipe is null ? request : Read(parsed, session, recipe);
        (TrainerOptions scaled, string? scaling) =
            _ranks.Read(parsed, request.Training, session, _trainingOptions.HasWarmUp(parsed));
        request = request with
        {
            Training = scaled,
            SyncBatchNorm = request.SyncBatchNorm || _ranks.IsSynchronized(parsed, scaled, session),
        };
        CheckShift(request.Training, data.Train.Shape);
        CheckClasses(data.Train);
        using RunName name = request.Training.OutputFolder is { } chosen
            ? RunName.Given(chosen)
            : session.Rank > 0 ? RunName.Given("runs") : RunName.Fresh(request.Model, request.Data);
        request = request with { Training = request.Training with { OutputFolder = name.Path } };
        int together = (Math.Min(request.Training.BatchSize, data.Train.Count) + session.Count - 1) / session.Count;
        int copies = ((request.Training.Shards ?? session.Count) + session.Count - 1) / session.Count;
        var budget = new TrainingBudget(together, MemoryNeed.LimitOf(_source.MaxMemory(parsed))) { Copies = copies };
        StartingModel start = StartingModel.Create(request, data.Train, budget, terminal.Error);
        if (start.HasNewHead && WaitsForHead(parsed))
        {
            TrainerOptions training = request.Training;
            request = request with { Training = training with { HeadFirstEpochs = (training.Epochs + HeadShare - 1) / HeadShare } };
        }

        var plan = new TrainingPlan(request, start.Model, data, request.Training.OutputFolder!)
        {
            Memory = start.Memory,
            Ranks = session.Description,
            Scaling = scaling,
        };
        if (recipe is not null && !screen.IsQuiet)
        {
            screen.Line($"[dim]chosen where nothing was given: {Markup.Escape(recipe.Reasons)}[/]");
        }

        UrgentStop? urgent = UrgentStop.IsNeeded ? new UrgentStop(terminal, Resume(plan.Folder)) : null;
        var trainer = new Trainer(plan.Model, plan.Request.Training)
        {
            Urgent = urgent?.Checkpoint,
            Caller = RunOrigin.ToJson(plan.Request),
            Normalization = start.Normalization,
            Reducer = session.Reducer,
            BeforeFinish = summary => new ResultPictures(data.Test, summary.Confusion!, summary.Mistakes).WriteTo(plan.Folder),
        };
        TrainingSummary summary = Train(trainer, plan, screen, terminal.Error, urgent);
        var report = new TrainingReport(plan, summary);

        if (!(json && screen.IsQuiet))
        {
            report.Show(screen);
        }

        if (json)
        {
            JsonLine.Write(terminal.Output, report.ToJson());
        }

        return double.IsFinite(summary.RecalibratedTestLoss ?? summary.TestLoss) && double.IsFinite(summary.AveragedTestLoss ?? 0)
            ? ExitCode.Ok
            : throw new CommandException(
                $"{plan.Folder}: on the test images the trained model's outputs are no finite numbers; a lower learning rate may help");
    }

    private static TrainingSummary Train(Trainer trainer, TrainingPlan plan, Screen screen, TextWriter error, UrgentStop? urgent)
    {
        string stopping = Messages.Of("  stopping at the next step; Ctrl-C again ends at once");
        using var stop = new StopSignal(isFirst => OnSignal(screen, stopping, isFirst), urgent);
        try
        {
            return screen.IsQuiet ? trainer.Fit(plan.Data, null, stop.Token)
                : screen.IsLive ? LiveProgress.Run(screen, plan, stop.Token, observer => trainer.Fit(plan.Data, observer, stop.Token))
                : trainer.Fit(plan.Data, new PlainProgress(screen, error, plan, PlainInterval), stop.Token);
        }
        catch (ChecksFailedException exception)
        {
            DiagnosticLines.Write(error, exception.Diagnostics);
            throw new CommandException(
                $"--strict refuses the training because of "
                    + $"{string.Join(", ", exception.Diagnostics.Select(diagnostic => diagnostic.Id).Distinct())}; "
                + $"mend it, or leave a warning out with --quiet ID (docs/diagnostics.md)",
                exception);
        }
        catch (RunExistsException exception)
        {
            throw new CommandException($"{exception.Message} (--out); to resume: {Resume(exception.Folder)}", exception);
        }
        catch (TrainingInterruptedException exception)
        {
            throw new OperationCanceledException(
                Messages.Of($"stopped after step {exception.Step}; continue with: {Resume(plan.Folder)}"), exception, stop.Token);
        }
    }

    private static string Resume(string folder) => Invocation.Of($"train --resume {Invocation.QuotePath(folder)}");

    private static void OnSignal(Screen screen, string stopping, bool isFirst)
    {
        if (isFirst && !screen.IsQuiet && !screen.IsLive)
        {
            screen.Line(stopping);
        }
        else if (!isFirst && screen.IsLive)
        {
            // The bar that is left behind has hidden the cursor.
            screen.Writer.WriteLine("\u001b[?25h");
        }
    }

    private static DataSplit Open(TrainRequest request, long? maxMemory, Screen screen)
    {
        PictureOptions pictures = request.Pictures;
        if (request.Transfer.From is { } from && pictures.Size is null)
        {
            // Pictures become what the model that is trained further takes.
            pictures = pictures with { Shape = LoadedModel.Load(from, TextWriter.Null).Pictures.Shape };
        }

        DataSplit data = ChosenClasses.Of(DataSource.Open("--data", request.Data, screen, pictures, maxMemory), request.Classes);
        return request.Limit is int limit ? data with { Train = data.Train.TakeOfAllClasses(limit) } : data;
    }

    /// <summary>Whether people's own data is to be trained on by a network, or in a way, that nobody named.</summary>
    private bool ChoosesItself(ParseResult parsed, TrainRequest request)
        => !request.Training.Resume && (!parsed.IsGiven(_model) || request.Transfer.From is not null)
            && !DataSets.Names.Contains(request.Data);

    /// <summary>Whether nobody said what of a trained network is to learn first.</summary>
    private bool WaitsForHead(ParseResult parsed)
        => parsed.GetValue(_resume) is null && !_trainingOptions.Transfer.Concat(_transferOptions.Freezing).Any(parsed.IsGiven);

    private static void CheckClasses(ImageSet images)
    {
        if (images.ClassCount < 2)
        {
            throw new CommandException(
                $"{images.Name}: holds one class, {images.ClassNames[0]}; a classifier tells at least two apart: a folder a class");
        }
    }

    private static void CheckShift(TrainerOptions options, ImageShape shape)
    {
        int limit = Math.Min(shape.Height, shape.Width) - 1;
        if (options.Augmentation?.MaxShift > limit)
        {
            throw new UsageException(
                $"--augment shifts by up to {options.Augmentation.MaxShift} pixels, but images of {shape} allow at most {limit}");
        }
    }

    private TrainRequest Read(ParseResult parsed, RankSession session, DataRecipe? recipe = null)
    {
        string? resume = parsed.GetValue(_resume);
        string? folder = parsed.GetValue(_out);
        if (resume is not null && folder is not null && Path.GetFullPath(folder) != Path.GetFullPath(resume))
        {
            throw new UsageException($"--resume continues in {resume}, but --out names {folder}; leave --out away");
        }

        TrainRequest basis = resume is null ? New(parsed, recipe) : Resumed(parsed, resume, session);
        string model = parsed.GetValue(_model) ?? basis.Model;
        if (basis.Transfer.From is null)
        {
            ModelFactory.CheckName("--model", model);
        }

        string data = parsed.GetValue(_data) ?? basis.Data;
        TrainerOptions training = _trainingOptions.Read(parsed, basis.Training);
        training = training with
        {
            Checks = training.Checks with { Silenced = [.. training.Checks.Silenced.Union(QuietOption.Ids(parsed, _quiet))] },
        };
        return new TrainRequest(
            model,
            _modelOptions.Read(parsed, model, basis.ModelOptions),
            data,
            parsed.GetValue(_limit) ?? basis.Limit,
            training with { OutputFolder = resume ?? folder, Resume = resume is not null })
        {
            Classes = basis.Classes,
            EpochsBefore = resume is not null && training.Epochs > basis.Training.Epochs ? basis.Training.Epochs : null,
            Pictures = _pictures.Read(parsed, basis.Pictures),
            Transfer = basis.Transfer,
            SyncBatchNorm = basis.SyncBatchNorm,
        };
    }

    private TrainRequest Resumed(ParseResult parsed, string run, RankSession session)
    {
        foreach (Option option in _transferOptions.All.Concat(_source.OfFile).Concat(_input.All).Append(_classes))
        {
            if (parsed.IsGiven(option))
            {
                throw new UsageException(
                    $"{option.Name} was given, but --resume continues {run} with what it was started with; leave it away");
            }
        }

        return session.Count == 1
            ? RunOrigin.Read(RunFolder.Open(run))
            : RunOrigin.Read(Path.Combine(run, "run.json"), session.OfFirst(() => RunFolder.Open(run).Run));
    }

    /// <summary>The model to begin with: <c>--from FILE</c>, or <c>--model NAME --weights FILE</c>.</summary>
    private ModelSource? From(ParseResult parsed)
    {
        string? given = _transferOptions.From(parsed);
        bool hasWeights = _source.HasWeights(parsed);
        if (given is not null || hasWeights)
        {
            return _source.Read(parsed, given, hasWeights ? parsed.GetValue(_model) : null, _input.Read(parsed));
        }

        foreach (Option option in _source.OfFile.Concat(_input.All))
        {
            if (parsed.IsGiven(option))
            {
                throw new UsageException($"{option.Name} is about a model to begin with; name it by --from or --weights");
            }
        }

        return null;
    }

    private TrainRequest New(ParseResult parsed, DataRecipe? chosen)
    {
        TransferRequest transfer = _transferOptions.Read(parsed, From(parsed));
        if (transfer.From?.Path is { } from)
        {
            foreach (Option option in _source.HasWeights(parsed) ? _modelOptions.All : _modelOptions.All.Append(_model))
            {
                if (parsed.IsGiven(option))
                {
                    throw new UsageException($"{option.Name} was given, but --from {from} says itself how its model is built");
                }
            }
        }

        string model = transfer.From is null
            ? parsed.GetValue(_model) ?? chosen?.Model ?? TrainRequest.DefaultModel
            : DataNames.Safe(
                Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(transfer.From.Path))));
        TrainerOptions recipe = chosen?.Options ?? Recipe.For(model, _trainingOptions.Optimizer(parsed) ?? OptimizerKind.Sgd);
        return new TrainRequest(model, new ModelOptions(), TrainRequest.DefaultData, null, recipe)
        {
            Classes = parsed.GetValue(_classes),
            Transfer = transfer,
        };
    }
}
