using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Cli.OptionSets;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Cli.Screens;
using NormSharp.Data;
using NormSharp.Diagnosis;
using NormSharp.Diagnosis.Report;

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

    private readonly Option<string?> _html = new("--html") { Description = "Write the report as one page.", HelpName = "FILE" };

    private readonly Option<string?> _sarif = new("--sarif")
    {
        Description = "Write the findings for code review tools.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _strict = new("--strict")
    {
        Description = "Exit with 3 where a warning or an error was found.",
        Arity = ArgumentArity.Zero,
    };

    private readonly RepairOptionSet _repair = new();
    private readonly ModelSourceOptionSet _source = new();
    private readonly ImageInputOptionSet _input = new();

    private readonly Option<int?> _threads = NumberOption.AtLeast("--threads", 1, "Threads that compute. Default: every core.");

    public DoctorCommand()
        : base("doctor", "find what is wrong with a model's batch normalization, and repair it")
    {
        Add(_model);
        AddGroup("Images", _data, _classes, _domains, _images);
        AddGroup("Repair", _repair.All);
        AddGroup("Report", _html, _sarif, _strict);
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
        ReportLanguage language = LanguageOption.OfReports(parsed, terminal) == Language.Chinese
            ? ReportLanguage.Chinese
            : ReportLanguage.English;
        RepairRequest? request = _repair.Read(parsed);
        CheckReports(parsed);
        Patient patient = Patient.Open(_source.Read(parsed, parsed.GetValue(_model), _input.Read(parsed)), terminal.Error);
        using var backend = new CpuBackend(parsed.GetValue(_threads) ?? Environment.ProcessorCount);
        var given = new ExaminedImages(parsed.GetValue(_data), parsed.GetValue(_domains) ?? [])
        {
            Classes = parsed.GetValue(_classes),
            Most = parsed.GetValue(_images),
            MaxMemory = _source.MaxMemory(parsed),
        };
        (ImageSet? images, ExaminationOptions options) = given.Open(patient, screen);
        options = options with { Backend = backend };
        Examination seen = patient.Model is { } model
            ? screen.Wait("examining", say => Doctor.Examine(model.Module, images, options with { Progress = say }))
            : Doctor.ExamineState(patient.Name, patient.Norms, Messages.Of($"the network; the file {patient.Problem}"));
        seen = patient.Model?.Location.Run is { } run ? Doctor.WithRun(seen, run) : seen;
        RepairResult? repair = request?.Apply(patient, seen, images, options, screen);
        Examination? after = repair is { HasChanged: true } && parsed.GetValue(_html) is not null
            ? screen.Wait("examining the repaired copy", say => Doctor.Examine(
                repair.Module, images, options with { Progress = say, Normalization = repair.Normalization }))
            : null;
        Write(parsed, (seen.In(language), repair?.In(language), after), language);
        if (json)
        {
            JsonObject report = ExaminationJson.Of(seen.In(ReportLanguage.English), ReportLanguage.English);
            if (repair is not null)
            {
                report["repair"] = ExaminationJson.Of(repair.In(ReportLanguage.English));
                report["out"] = request?.Output;
            }

            JsonLine.Write(terminal.Output, report);
        }
        else
        {
            DoctorScreen.Show(screen, seen.In(language), repair?.In(language), language, request?.Output);
        }

        return parsed.GetValue(_strict) && !seen.IsHealthy ? ExitCode.Findings : ExitCode.Ok;
    }

    private void CheckReports(ParseResult parsed)
    {
        foreach (Option<string?> option in new[] { _html, _sarif })
        {
            if (parsed.GetValue(option) is string path)
            {
                NewFile.CheckWritable(path, option.Name);
            }
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
