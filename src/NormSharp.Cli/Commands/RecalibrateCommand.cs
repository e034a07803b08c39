using System.CommandLine;
using NormSharp.Backends;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.OptionSets;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Cli.Screens;
using NormSharp.Data;
using NormSharp.Interop;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Training;

namespace NormSharp.Cli.Commands;

/// <summary><c>recalibrate</c>: recomputes a saved model's running statistics, and tells how far off they were.</summary>
internal sealed class RecalibrateCommand : CliCommand
{
    private readonly Argument<string?> _model = ModelArgument.Create("It is only read.");

    private readonly Option<string?> _data = new("--data")
    {
        Description =
            $"{string.Join(", ", DataSets.Names)}, or the folder of a data set; or images without labels: a folder of PNG files, an "
                + $"IDX file. "
            + $"Default: what the run was trained on.",
        HelpName = "NAME|PATH",
    };

    private readonly Option<IReadOnlyList<int>?> _classes = ClassesOption.Create();

    private readonly Option<bool> _testImages = new("--test-images")
    {
        Description = "Take the statistics over the test images instead of the training images; labels are not looked at.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<string?> _out = new("--out", "-o")
    {
        Description = "The file of the recalibrated model, one of others as it came in with other statistics; one that exists is not "
            + "overwritten.",
        HelpName = "FILE",
    };

    private readonly Option<RecalibrationMethod?> _method = Choices.Recalibration.Option(
        "--method",
        "Merge all moments by count, average the batches' equally, or average with momentum as training does. Default: pooled.");

    private readonly Option<int?> _batches = NumberOption.AtLeast("--batches", 1, "The most batches to go through. Default: 200.");
    private readonly Option<int?> _batchSize = NumberOption.AtLeast(
        "--batch-size", 1, "Images of a batch. Default: that of the training, else 256.");
    private readonly Option<ulong?> _seed = NumberOption.Seed("--seed", "What the order of the images is drawn from. Default: 1.");

    private readonly Option<Augmentation?> _augment = AugmentOption.Create();

    private readonly Option<bool> _includeFrozen = new("--include-frozen")
    {
        Description = "Recompute frozen statistics too; they stay frozen.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<int?> _threads = NumberOption.AtLeast(
        "--threads", 1, "Threads that compute; the result does not depend on it. Default: every core.");

    private readonly ModelSourceOptionSet _source = new();
    private readonly ImageInputOptionSet _input = new();

    public RecalibrateCommand()
        : base("recalibrate", "recompute a model's running statistics, and tell how far off they were")
    {
        Add(_model);
        AddGroup("Images", _data, _classes, _testImages);
        AddGroup("Statistics", _method, _batches, _batchSize, _seed, _augment, _includeFrozen);
        AddGroup("Result", _out, _threads);
        AddGroup("Files of others", _source.All);
        AddGroup("Images of their models", _input.All);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new(
            "recalibrate runs/lenet-bn-garments-1 -o better.safetensors",
            "Over the training images of the run, with the weights untouched."),
        new("recalibrate runs/lenet-bn-garments-1/model-as-trained.safetensors", "Look how far off statistics are; write nothing."),
        new(
            "recalibrate model.safetensors --data ./photos -o adapted.safetensors",
            "Adapt to another domain, whose images need no labels (AdaBN)."),
        new(
            "recalibrate model.safetensors --data fashion-mnist --method batches -o b.safetensors --json",
            "Equal weights, for comparison; the answer for a script."),
    ];

    public override IReadOnlyList<string> Notes { get; } =
    [
        "Drift: |Δμ|/σ is how far a running mean was off, in deviations of what the layer is given; |ln σ²/σ²| compares the variances "
            + "(0.69 is a factor of 2).",
    ];

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        bool json = parsed.GetValue(GlobalOptions.Json);
        Screen screen = terminal.Screen(json);
        string? output = parsed.GetValue(_out);
        ModelSource source = _source.Read(parsed, parsed.GetValue(_model), _input.Read(parsed));
        LoadedModel model = LoadedModel.LoadUnchecked(source, terminal.Error);
        IReadOnlyList<StateProblem> damaged = StateCheck.Of(model.Module);
        if (output is not null)
        {
            model.CheckOutput(output);
        }

        bool rewrites = output is not null && ForeignFile.IsRewritten(model, output);
        CheckLayers(model, parsed.GetValue(_includeFrozen));
        (ImageSet images, ImageSet? test, ModelInput input) = Images(parsed, model, screen);
        RecalibrationOptions options = Settings(parsed, model, images) with { Normalization = input.Normalization };

        using var backend = new CpuBackend(parsed.GetValue(_threads) ?? Environment.ProcessorCount);
        EvaluationResult? before = Accuracy(model, input, test, backend, screen);
        RecalibrationResult result = screen.Wait(
            "recalibrating", _ => BatchNormRecalibration.Run(model.Module, images, options with { Backend = backend }));
        EvaluationResult? after = Accuracy(model, input, test, backend, screen);
        StateCheck.ThrowIfAny(model.Location.Path, model.Module);
        if (after is { } measured && !double.IsFinite(measured.Loss))
        {
            throw new CommandException(
                $"{model.Location.Path}: recalibrated, its outputs on {test!.Name} are no finite numbers; nothing was written");
        }

        int? changed = null;
        if (output is not null && rewrites)
        {
            changed = ForeignFile.Rewrite(model, output, Statistics(model.Module));
        }
        else if (output is not null)
        {
            model.Write(output, model.Module, input);
        }

        var report = new RecalibrationReport(
            model.Location.Path,
            output,
            options.Method,
            images,
            result,
            test is null || before is null || after is null ? null : new RecalibrationReport.Evaluated(test, before, after))
        {
            Repaired = damaged,
            Changed = changed,
        };
        if (json)
        {
            JsonLine.Write(terminal.Output, report.ToJson());
        }
        else
        {
            report.Show(screen);
            ModelNotes.Show(screen, model);
        }

        return ExitCode.Ok;
    }

    private static IEnumerable<NamedTensor> Statistics(Module module)
    {
        HashSet<string> buffers = [.. module.NamedBuffers().Select(entry => entry.Name)];
        return StateFiles.TensorsOf(module).Where(tensor => buffers.Contains(tensor.Name));
    }

    private static EvaluationResult? Accuracy(LoadedModel model, ModelInput input, ImageSet? test, CpuBackend backend, Screen screen)
        => test is null
        ? null
        : screen.Wait("evaluating", _ => Evaluator.Evaluate(
            model.Module, test, new EvaluationOptions { Normalization = input.Normalization, Backend = backend }));

    private static void CheckLayers(LoadedModel model, bool includeFrozen)
    {
        IReadOnlyList<IRecalibratable> all = BatchNormRecalibration.Layers(model.Module, includeFrozen: true);
        if (all.Count == 0)
        {
            throw new CommandException(
                $"{model.Location.Path}: the model has no layer with running statistics, so there is nothing to recalibrate");
        }

        if (!includeFrozen && all.All(layer => layer.FreezesStatistics))
        {
            throw new CommandException(
                $"{model.Location.Path}: all running statistics are frozen ({string.Join(", ", all.Select(layer => layer.Path))}); "
                    + $"--include-frozen recomputes them");
        }
    }

    /// <summary>
    /// Images to take the statistics over, images to measure the accuracy on, null where there are no labels, and how they enter.
    /// </summary>
    private (ImageSet Images, ImageSet? Test, ModelInput Input) Images(ParseResult parsed, LoadedModel model, Screen screen)
    {
        string data = parsed.GetValue(_data) ?? (model.Location.Run is { } run ? RunOrigin.DataOf(run) : null)
            ?? throw new UsageException($"--data is missing: {model.Source.Path} does not say what it was trained on");
        if (DataSource.IsUnlabelled(data))
        {
            foreach (Option option in new Option[] { _classes, _testImages })
            {
                if (parsed.IsGiven(option))
                {
                    throw new UsageException($"{option.Name} was given, but {data} holds images without labels, all of which are taken");
                }
            }

            ImageSet unlabelled = DataSource.OpenUnlabelled(data, screen, model.Pictures);
            ModelInput own = model.InputFor(unlabelled);
            own.CheckFits(unlabelled);
            return (unlabelled, null, own);
        }

        DataSplit split = ChosenClasses.Of(
            DataSource.Open("--data", data, screen, model.Pictures, _source.MaxMemory(parsed)),
            parsed.GetValue(_classes) ?? DataNames.ClassesFor(data, model.Location.Run));
        ImageSet images = (parsed.GetValue(_testImages) ? split.Test : split.Train).WithoutLabels();
        ModelInput input = model.InputFor(split.Test);
        input.CheckFits(images);

        // Labels of other classes than the model's say nothing of its predictions.
        return (images, split.Test.ClassNames.SequenceEqual(input.Classes) ? split.Test : null, input);
    }

    private RecalibrationOptions Settings(ParseResult parsed, LoadedModel model, ImageSet images)
    {
        var defaults = new RecalibrationOptions();
        int? trained = model.Location.Run is { } run
            ? TrainerOptions.FromJson(Path.Combine(run.Path, "run.json"), run.Run["options"]).BatchSize
            : null;
        return defaults with
        {
            Method = parsed.GetValue(_method) ?? defaults.Method,
            Batches = parsed.GetValue(_batches) ?? defaults.Batches,
            BatchSize = Math.Min(parsed.GetValue(_batchSize) ?? trained ?? defaults.BatchSize, images.Count),
            Seed = parsed.GetValue(_seed) ?? defaults.Seed,
            Augmentation = parsed.GetValue(_augment),
            IncludeFrozen = parsed.GetValue(_includeFrozen),
        };
    }
}
