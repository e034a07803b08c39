using System.CommandLine;
using System.Text.Json.Nodes;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Cli.Screens;
using NormSharp.Data;
using NormSharp.Studies;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;

using Language = NormSharp.Studies.Language;

namespace NormSharp.Cli.Commands;

/// <summary><c>study</c>: runs a claim about batch normalization as an experiment, to a verdict and a report.</summary>
internal sealed class StudyCommand : CliCommand
{
    private const string All = "all";
    private const string List = "list";
    private const string DefaultData = "garments";

    private readonly Argument<string> _name = new("NAME") { Description = $"{List} to see them, {All} for every one, or a study's name." };

    private readonly Option<string?> _data = new("--data")
    {
        Description =
            $"{string.Join(", ", DataSets.Names)}, or the folder of a data set. Default: {DefaultData}, pictures drawn on the spot.",
        HelpName = "NAME|PATH",
    };

    private readonly Option<string?> _out = new("--out")
    {
        Description = "The folder of the reports; finished runs in it are used again. Default: studies/DATA-SCALE.",
        HelpName = "FOLDER",
    };
    private readonly Option<bool> _quick = new("--quick")
    {
        Description = "Few images, few epochs: minutes for all.",
        Arity = ArgumentArity.Zero,
    };
    private readonly Option<bool> _full = new("--full")
    {
        Description = "The source texts' own setting, every image and ten epochs, where their numbers are tested.",
        Arity = ArgumentArity.Zero,
    };
    private readonly Option<IReadOnlyList<ulong>?> _seeds = SeedListOption.Create(
        "--seeds", "Seeds; every combination runs with each. Default: 1,2,3; six for placement, and with --full.");
    private readonly Option<int?> _limit = NumberOption.AtLeast(
        "--limit", 512, "Take at most the first N training images, for a quick try.");
    private readonly Option<string?> _page = new("--page")
    {
        Description = "Also write question, verdicts and numbers of each study into this Markdown file, its charts beside it.",
        HelpName = "FILE",
    };

    private readonly Option<int?> _threads = NumberOption.AtLeast("--threads", 1, "Runs side by side. Default: every core.");

    private readonly Option<long?> _maxMemory = MemoryOption.ForStudies();

    public StudyCommand()
        : base("study", "run a claim about batch normalization as an experiment")
    {
        _name.CompletionSources.Add([List, All, .. StudyCatalog.Names]);
        Add(_name);
        AddGroup("Images", _data);
        AddGroup("Size", _quick, _full, _seeds, _limit, _threads, _maxMemory);
        AddGroup("Report", _out, _page);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("study list", "Every study with its question."),
        new("study placement --data fashion-mnist", "Why keeping only the last two batch normalizations fails."),
        new("study all --quick", "A first answer to every question, in minutes."),
    ];

    public override IReadOnlyList<string> Notes { get; } =
    [
        "A study's folder holds report.html, results.csv, results.json and runs/. Ctrl-C stops at the next step; the same command "
            + "goes on with the runs that are missing. "
        + "The same seeds give the same numbers, times excepted.",
    ];

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        bool json = parsed.GetValue(GlobalOptions.Json);
        Screen screen = terminal.Screen(json);
        string name = parsed.GetRequiredValue(_name);
        if (name == List)
        {
            return ShowList(json, terminal, screen, OfReports(parsed, terminal));
        }

        IReadOnlyList<Study> studies = name == All ? StudyCatalog.All : [Find(name)];
        StudyPlan plan = Plan(parsed);
        string dataName = parsed.GetValue(_data) ?? DefaultData;
        string root = parsed.GetValue(_out)
            ?? Path.Combine("studies", $"{DataNames.ShortOf(dataName)}-{plan.Scale.ToString().ToLowerInvariant()}");
        Language language = OfReports(parsed, terminal);
        long? maxMemory = parsed.GetValue(_maxMemory);
        DataSplit data = DataSource.Open("--data", dataName, screen, null, maxMemory);
        int threads = parsed.GetValue(_threads) ?? Environment.ProcessorCount;
        foreach (Study study in studies)
        {
            study.CheckData(data);
            StudyNeed.Check(study, plan, data.Train, threads, MemoryNeed.LimitOf(maxMemory));
        }

        string? page = parsed.GetValue(_page);
        if (page is not null)
        {
            FindingsPage.Prepare(page, language);
        }

        var runner = new StudyRunner(plan, data, threads);
        List<StudyReport> reports = [];
        using var stop = new StopSignal(_ => { });
        foreach (Study study in studies)
        {
            string folder = Path.Combine(root, study.Name);
            StudyReport report = RunOne(runner, study, folder, Origin(study, plan, dataName, language), language, screen, stop.Token);
            reports.Add(report);
            StudyScreen.Show(screen, report, Path.Combine(folder, ReportFolder.ReportName));
        }

        string? index = name == All ? Path.Combine(root, "index.html") : null;
        if (index is not null)
        {
            IndexPage.Write(index, reports);
            FindingsPage.Write(root, reports);
            screen.Text($"index: {index}");
        }

        if (page is not null)
        {
            FindingsPage.Publish(page, reports);
            screen.Text($"page: {page}");
        }

        if (json)
        {
            JsonLine.Write(terminal.Output, ToJson(reports, root, index));
        }

        return ExitCode.Ok;
    }

    private static StudyReport RunOne(
        StudyRunner runner, Study study, string folder, ReportOrigin origin, Language language, Screen screen, CancellationToken stop)
    {
        try
        {
            StudyResults results = StudyProgress.Run(screen, observer => runner.Run(study, folder, observer, stop));
            StudyReport report = StudyReport.Create(study, results, origin, language);
            ReportFolder.Write(folder, report);
            return report;
        }
        catch (OperationCanceledException exception)
        {
            throw new OperationCanceledException(
                Messages.Of($"stopped in study {study.Name}; the same command goes on with the runs that are missing"), exception, stop);
        }
    }

    private static Study Find(string name) => StudyCatalog.Find(name) ?? throw new UsageException(
        $"there is no study '{name}'{Words.DidYouMean(name, StudyCatalog.All.Select(study => study.Name).Concat([All, List]))}; see "
            + $"{Application.Name} study {List}");

    private static int ShowList(bool json, Terminal terminal, Screen screen, Language language)
    {
        if (json)
        {
            JsonLine.Write(terminal.Output, new JsonObject
            {
                ["studies"] = new JsonArray([.. StudyCatalog.All.Select(study => (JsonNode)new JsonObject
                {
                    ["name"] = study.Name,
                    ["question"] = study.Text(Language.English)["question"],
                    ["source"] = study.Text(Language.English)["source"],
                })]),
            });
            return ExitCode.Ok;
        }

        PlainTable table = new PlainTable().Words("study").Words("question").Words("source");
        foreach (Study study in StudyCatalog.All)
        {
            table.Add(
                PlainTable.Strong(study.Name),
                PlainTable.Cell(study.Text(language)["question"]),
                PlainTable.Cell(study.Text(language)["source"]));
        }

        table.Show(screen);
        screen.Line();
        TextColumns.Wrap(SourceTexts.Explanation(language), screen.Width - 1).ToList().ForEach(screen.Text);
        var sources = new TwoColumns(screen);
        foreach ((string mark, string meaning) in SourceTexts.Legend(language))
        {
            sources.Add(mark, meaning);
        }

        sources.Show();
        return ExitCode.Ok;
    }

    private static ReportOrigin Origin(Study study, StudyPlan plan, string data, Language language)
    {
        string scale = plan.Scale switch { StudyScale.Quick => " --quick", StudyScale.Full => " --full", _ => string.Empty };
        string limit = plan.Limit is int images ? $" --limit {images}" : string.Empty;
        string seeds = string.Join(',', plan.SeedsFor(study.DefaultSeedCount));
        string spoken = language == Language.Chinese ? " --language zh" : string.Empty;
        string arguments = $"study {study.Name} --data {Invocation.QuotePath(data)}{scale} --seeds {seeds}{limit}{spoken}";
        return ReportOrigin.Here(DataNames.ShortOf(data), $"{Application.Name} {arguments}");
    }

    private static JsonObject ToJson(List<StudyReport> reports, string root, string? index) => new()
    {
        ["folder"] = root,
        ["index"] = index,
        ["studies"] = new JsonArray([.. reports.Select(InEnglish).Select(report => (JsonNode)new JsonObject
        {
            ["study"] = report.Study.Name,
            ["summary"] = report.Conclusion.Summary,
            ["verdicts"] = ReportFolder.Verdicts(report),
            ["report"] = Path.Combine(root, report.Study.Name, ReportFolder.ReportName),
        })]),
    };

    private static Language OfReports(ParseResult parsed, Terminal terminal)
        => LanguageOption.OfReports(parsed, terminal) == Localization.Language.Chinese ? Language.Chinese : Language.English;

    /// <summary>What is for scripts is the same in every language.</summary>
    private static StudyReport InEnglish(StudyReport report)
        => StudyReport.Create(report.Study, report.Results, report.Origin, Language.English);

    private StudyPlan Plan(ParseResult parsed)
    {
        (bool quick, bool full) = (parsed.GetValue(_quick), parsed.GetValue(_full));
        if (quick && full)
        {
            throw new UsageException("--quick and --full were both given; choose one");
        }

        StudyScale scale = quick ? StudyScale.Quick : full ? StudyScale.Full : StudyScale.Standard;
        return new StudyPlan { Scale = scale, Seeds = parsed.GetValue(_seeds), Limit = parsed.GetValue(_limit) };
    }
}
