using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.OptionSets;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Cli.Screens;
using NormSharp.Data;
using NormSharp.Diagnosis;
using NormSharp.Diagnosis.Catalog;
using NormSharp.Diagnosis.Report;
using NormSharp.Interop;
using NormSharp.Interop.Keras;
using NormSharp.Studies;
using NormSharp.Training;
using Treatments = NormSharp.Diagnosis.Repair.Treatments;

namespace NormSharp.Cli.Commands;

/// <summary><c>doctor</c>: what is wrong with a model's batch normalization, what it costs, and the repair.</summary>
internal sealed class DoctorCommand : CliCommand
{
    private readonly Argument<string?> _model = ModelArgument.Create("It is only read.");

    private readonly Option<string?> _data = new("--data")
    {
        Description = $"{string.Join(", ", DataSets.Names)}, or the folder of a data set; or images without labels: a folder of PNG files, "
            + "an IDX file. Default: what the run was trained on, if that is known.",
        HelpName = "NAME|PATH",
    };

    private readonly Option<IReadOnlyList<int>?> _classes = ClassesOption.Create();
    private readonly Option<string[]> _domains = NamedDomains.Option();

    private readonly Option<int?> _images = NumberOption.AtLeast(
        "--images", 2, "The most images that statistics are taken over and outputs are measured on. Default: 2000.");

    private static readonly string Keys = string.Join(", ", Treatments.All.Select(treatment => treatment.Key));

    private readonly Option<string[]> _fix = new("--fix")
    {
        Description = "Repair a copy: what does not change what was learned; with ids or names of repairs, these. What harms is undone. "
            + $"Repairs: {Keys}.",
        HelpName = "[BN030,prune,…]",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Measure the repairs and write nothing.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<string?> _out = new("--out", "-o")
    {
        Description = "The file of the repaired model; one that exists is not overwritten.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _html = new("--html") { Description = "Write the report as one page.", HelpName = "FILE" };

    private readonly Option<string?> _sarif = new("--sarif")
    {
        Description = "Write the findings for code review tools.",
        HelpName = "FILE",
    };

    private readonly Option<Language?> _language = Choices.ReportLanguage.Option("--language", "Language of findings. Default: en.");

    private readonly Option<bool> _strict = new("--strict")
    {
        Description = "Exit with 3 where a warning or an error was found.",
        Arity = ArgumentArity.Zero,
    };

    private readonly ModelSourceOptionSet _source = new();
    private readonly ImageInputOptionSet _input = new();

    private readonly Option<int?> _threads = NumberOption.AtLeast("--threads", 1, "Threads that compute. Default: every core.");

    public DoctorCommand()
        : base("doctor", "find what is wrong with a model's batch normalization, and repair it")
    {
        Add(_model);
        AddGroup("Images", _data, _classes, _domains, _images);
        AddGroup("Repair", _fix, _dryRun, _out);
        AddGroup("Report", _html, _sarif, _language, _strict);
        AddGroup("Machine", _threads);
        AddGroup("Files of others", _source.All);
        AddGroup("Images of their models", _input.All);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("doctor runs/lenet-bn-garments-1", "The final model of a run, on the data that it was trained on."),
        new("doctor model.safetensors --data fashion-mnist --fix -o healthy.safetensors", "Find, repair a copy, and measure both."),
        new(
            "doctor model.pth --arch resnet20 --data cifar10 --fix -o healthy.pth",
            "A file of others is written as it came in, with nothing but the repaired numbers changed."),
        new("doctor checkpoint.pth --strict", "The numbers alone, of a file without an architecture; exit code 3 for findings."),
    ];

    public override IReadOnlyList<string> Notes { get; } =
    [
        "Each finding has an id that docs/diagnostics.md explains. Notes cost no accuracy; a model with notes alone is healthy.",
    ];

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        bool json = parsed.GetValue(GlobalOptions.Json);
        Screen screen = terminal.Screen(json);
        ReportLanguage language = parsed.GetValue(_language) == Language.Chinese ? ReportLanguage.Chinese : ReportLanguage.English;
        bool fixes = parsed.IsGiven(_fix);
        IReadOnlyList<string>? ids = Ids(parsed);
        CheckFiles(parsed, fixes);
        Patient patient = Patient.Open(_source.Read(parsed, parsed.GetValue(_model), _input.Read(parsed)), terminal.Error);
        using var backend = new CpuBackend(parsed.GetValue(_threads) ?? Environment.ProcessorCount);
        (ImageSet? images, ExaminationOptions options) = Images(parsed, patient, screen);
        options = options with { Backend = backend };
        Examination seen = patient.Model is { } model
            ? screen.Wait("examining", say => Doctor.Examine(model.Module, images, options with { Progress = say }))
            : Doctor.ExamineState(patient.Name, patient.Norms, $"the network; the file {patient.Problem}");
        seen = patient.Model?.Location.Run is { } run ? Doctor.WithRun(seen, run) : seen;
        RepairResult? repair = fixes ? Repair(parsed, patient, seen, images, options, ids, screen).In(language) : null;
        Examination? after = repair is { HasChanged: true } && parsed.GetValue(_html) is not null
            ? screen.Wait("examining the repaired copy", say => Doctor.Examine(
                repair.Module, images, options with { Progress = say, Normalization = repair.Normalization }))
            : null;
        seen = seen.In(language);
        Write(parsed, (seen, repair, after), language);
        if (json)
        {
            JsonObject report = ExaminationJson.Of(seen, language);
            if (repair is not null)
            {
                report["repair"] = ExaminationJson.Of(repair);
                report["out"] = parsed.GetValue(_out);
            }

            JsonLine.Write(terminal.Output, report);
        }
        else
        {
            DoctorScreen.Show(screen, seen, repair, language, parsed.GetValue(_dryRun) ? null : parsed.GetValue(_out));
        }

        return parsed.GetValue(_strict) && !seen.IsHealthy ? ExitCode.Findings : ExitCode.Ok;
    }

    private IReadOnlyList<string>? Ids(ParseResult parsed)
    {
        string[] ids = [.. (parsed.GetValue(_fix) ?? []).SelectMany(text => text.Split(',')).Select(id => id.ToUpperInvariant())];
        return Array.Find(ids, id => RuleCatalog.Find(id) is null && Treatments.Find(id) is null) is string wrong
            ? throw new UsageException(
                $"--fix is '{wrong}', expected ids of findings such as BN030, repairs ({Keys}), or nothing for all safe repairs")
            : ids.Length > 0 ? ids : null;
    }

    private void CheckFiles(ParseResult parsed, bool fixes)
    {
        bool dry = parsed.GetValue(_dryRun);
        if (fixes && !dry && parsed.GetValue(_out) is null)
        {
            throw new UsageException("--fix needs --out, the file of the repaired model, or --dry-run, which writes nothing");
        }

        if (!fixes && (dry || parsed.GetValue(_out) is not null))
        {
            throw new UsageException($"{(dry ? "--dry-run" : "--out")} was given without --fix, so there is nothing to repair");
        }

        foreach (Option<string?> option in new[] { _html, _sarif })
        {
            if (parsed.GetValue(option) is string path)
            {
                NewFile.CheckWritable(path, option.Name);
            }
        }
    }

    private RepairResult Repair(
        ParseResult parsed,
        Patient patient,
        Examination seen,
        ImageSet? images,
        ExaminationOptions options,
        IReadOnlyList<string>? ids,
        Screen screen)
    {
        LoadedModel model = patient.Model ?? throw new NormSharpException(
            $"{patient.Problem}; without it a repair cannot be applied");
        string? output = parsed.GetValue(_dryRun) ? null : parsed.GetValue(_out);
        if (output is not null)
        {
            model.CheckOutput(output);
        }

        bool rewrites = output is not null && ForeignFile.IsRewritten(model, output, takesSettings: true);
        HashSet<string>? writable = rewrites ? [.. model.Foreign!.Pairs.Select(pair => pair.Target)] : null;
        RepairResult repair = screen.Wait(
            "repairing", _ => Doctor.Repair(model.Module, seen, images, options with { Writable = writable }, ids));
        if (rewrites && repair.HasChanged)
        {
            if (options.IsKeras)
            {
                NewFile.WriteBy(output!, path => KerasSettings.Rewrite(
                    model.Location.Path, path, RepairedNodes.NewSettings(model, repair.Network, name => name)));
            }
            else
            {
                Action<string>? nodes = RepairedNodes.Of(model, repair, options.Normalization);
                ForeignFile.Rewrite(model, output!, ForeignFile.Changes(model.Module, repair.Network), nodes);
            }
        }
        else if (output is not null && repair.HasChanged)
        {
            model.Write(output, repair.Module, Metadata(model, images, repair));
        }

        return repair;
    }

    /// <summary>What the file of a repaired model says: the normalization of its input may be what was repaired.</summary>
    private static Dictionary<string, string> Metadata(LoadedModel model, ImageSet? images, RepairResult repair)
    {
        var metadata = new Dictionary<string, string>(model.Metadata);
        if (model.KnowsInput || repair.Steps.Any(step => step.IsKept && step.Ids.Contains("BN033")))
        {
            (model.InputFor(images) with { Normalization = repair.Normalization }).Save(metadata);
        }

        return metadata;
    }

    private (ImageSet? Images, ExaminationOptions Options) Images(ParseResult parsed, Patient patient, Screen screen)
    {
        var options = new ExaminationOptions
        {
            Name = patient.Name,
            IsKeras = patient.Model?.Foreign is not null && FileKinds.Of(patient.Model.Location.Path) == FileKind.Keras,
            Images = parsed.GetValue(_images) ?? new ExaminationOptions().Images,
            IsOnnx = patient.Model is { Foreign: not null } onnx && FileKinds.Of(onnx.Location.Path) == FileKind.Onnx,
        };
        if (patient.Model is not { } model)
        {
            return parsed.GetValue(_data) is null
                ? (null, options)
                : throw new UsageException($"--data was given, but {patient.Name} has no architecture that images could be shown to");
        }

        string? data = parsed.GetValue(_data) ?? (model.Location.Run is { } run ? RunOrigin.DataOf(run) : null);
        IReadOnlyList<string> domains = parsed.GetValue(_domains) ?? [];
        if (data is null)
        {
            if (domains.Count > 0)
            {
                throw new UsageException("--domain was given without --data, images of all domains to examine the model with");
            }

            return (null, Known(model) is { } own ? options with { Shape = own.Shape, Normalization = own.Normalization } : options);
        }

        if (UnlabelledImages.Recognises(data))
        {
            ImageSet unlabelled = screen.Wait($"reading {data}", _ => UnlabelledImages.Open(data));
            ModelInput seen = model.InputFor(unlabelled);
            seen.CheckFits(unlabelled);
            return (unlabelled, options with
            {
                Shape = seen.Shape,
                Normalization = seen.Normalization,
                Domains = NamedDomains.Open(domains, seen, screen),
            });
        }

        DataSplit split = ChosenClasses.Of(
            DataSource.Open("--data", data, screen, null, _source.MaxMemory(parsed)),
            parsed.GetValue(_classes) ?? DataNames.ClassesFor(data, model.Location.Run));
        ModelInput input = model.InputFor(split.Test);
        input.CheckFits(split.Train.WithoutLabels());
        options = options with
        {
            Shape = input.Shape,
            Normalization = input.Normalization,
            Domains = NamedDomains.Open(domains, input, screen),
        };

        // Labels of other classes than the model's say nothing of its predictions.
        bool sameClasses = split.Test.ClassNames.SequenceEqual(input.Classes);
        return (split.Train, options with { Test = sameClasses ? split.Test : split.Test.WithoutLabels() });
    }

    /// <summary>What a model takes, where that is known without images.</summary>
    private static ModelInput? Known(LoadedModel model)
    {
        try
        {
            return model.InputFor();
        }
        catch (UsageException)
        {
            return null;
        }
    }

    private void Write(ParseResult parsed, (Examination Seen, RepairResult? Repair, Examination? After) all, ReportLanguage language)
    {
        if (parsed.GetValue(_html) is string html)
        {
            NewFile.Write(html, stream => stream.Write(Encoding.UTF8.GetBytes(
                ExaminationPage.Of(all.Seen, all.Repair, all.After, language))));
        }

        if (parsed.GetValue(_sarif) is string sarif)
        {
            NewFile.Write(sarif, stream => stream.Write(Encoding.UTF8.GetBytes(Sarif.Of(all.Seen, language))));
        }
    }
}
