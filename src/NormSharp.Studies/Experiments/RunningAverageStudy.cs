using System.Globalization;
using NormSharp.Charts;
using NormSharp.Layers;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Texts;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>S1.6, S1.7, S3: what is momentum, and why do the running statistics start at 0 and 1?</summary>
internal sealed class RunningAverageStudy : Study
{
    private const int FirstSteps = 120;
    private const int NoiseSteps = 300;
    private const int NoiseCounted = 200;
    private const int Small = 16;
    private const int Large = 256;
    private const double Rate = 0.1;
    private const string Cumulative = "cumulative";
    private const string FirstBatch = "0.1 from first batch";

    // 0.9 is what 0.1 becomes when it is taken for the weight of the old value: the bug of S3.
    private static readonly string[] Weights = ["0.001", "0.01", "0.1", "0.5", "0.9", "1", Cumulative, FirstBatch];

    // Every one of these weights is tried with every one of these batch sizes.
    private static readonly string[] CrossedWeights = ["0.01", "0.1", "0.5"];
    private static readonly int[] CrossedSizes = [Small, 64, Large];

    public override string Name => "running-average";

    public override string Method(TextFile text) => text.Say(
        "method",
        ("weights", text.Language.Enumerate(CrossedWeights)),
        ("small", $"{Small}"),
        ("large", $"{Large}"),
        ("steps", $"{FirstSteps}"),
        ("from", $"{NoiseSteps - NoiseCounted + 1}"),
        ("to", $"{NoiseSteps}"));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
    [
        .. Weights.Select(weight => Cell(weight, Large)),
        .. CrossedSizes.Where(size => size != Large).SelectMany(size => CrossedWeights.Select(weight => Cell(weight, size))),
    ];

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        TextFile text = Text(language);
        var judge = new Judge(language, results.Plan.Scale);
        var pictures = new Pictures(language);
        CellGroup At(string weight, int size = Large) => results.At(("weight", weight), ("batch_size", CellContext.Text(size)));
        (string Name, CellGroup Group)[] groups = [.. Weights.Select(weight => (language.Term(weight), At(weight)))];
        Sample Running(string weight, int size = Large) => At(weight, size).Metric("test_accuracy");
        Sample Start(string weight) => At(weight).Series("variance_error")[4];
        Sample Late(string weight) => At(weight).Metric("late_error");
        Sample Noise(string weight, int size) => At(weight, size).Metric("variance_noise");
        Sample Cost(string weight, int size) => Running("0.1", size) - Running(weight, size);
        string Best(int size) => CrossedWeights.MaxBy(weight => Running(weight, size).Mean)!;
        string Percent(string weight) => Unit.Percent.Value(Running(weight).Mean);
        LineSeries[] BySize(Func<string, int, Sample> sample) => [.. CrossedSizes.Select(size => new LineSeries(
            text.Say("line", ("size", $"{size}")),
            [.. CrossedWeights.Select(weight => CellGroup.Point(Parse(weight), sample(weight, size)))]))];
        var weightAxis = new Axis(text["weight-axis"]) { IsLogarithmic = true };
        return new Conclusion
        {
            Summary = text.Say(
                "summary",
                ("usual", Percent("0.1")),
                ("swapped", Percent("0.9")),
                ("slow", Percent("0.001")),
                ("cumulative", Percent(Cumulative)),
                ("weights", language.Enumerate(CrossedWeights)),
                ("sizes", language.Enumerate(CrossedSizes.Select(size => $"{size}"))),
                ("best", language.Enumerate(CrossedSizes.Select(Best)))),
            Judgements =
            [
                judge.Exceeds(text["judged-small-weight"], Running("0.1"), Running("0.001"), 0.02, Unit.Accuracy),
                judge.Exceeds(text["judged-swapped"], Late("0.9"), Late("0.1"), 0, Unit.Accuracy),
                judge.Exceeds(text["judged-start"], Start("0.1"), Start(FirstBatch), 0, Unit.Accuracy),
                judge.Exceeds(
                    text.Say(
                        "judged-batch-size",
                        ("small", $"{Small}"),
                        ("large", $"{Large}")),
                    Noise("0.1", Small), Noise("0.1", Large), 0, Unit.Percent),
                judge.Exceeds(
                    text.Say(
                        "judged-large-weight",
                        ("small", $"{Small}"),
                        ("large", $"{Large}")),
                    Cost("0.5", Small), Cost("0.5", Large), 0, Unit.Points),
                judge.Exceeds(
                    text.Say(
                        "judged-slow-weight",
                        ("large", $"{Large}"),
                        ("small", $"{Small}")),
                    Cost("0.01", Large), Cost("0.01", Small), 0, Unit.Points),
            ],
            Figures =
            [
                new Figure(
                    new LineChart
                    {
                        Title = text["error-chart"],
                        X = new Axis(text["step"]) { IsWhole = true },
                        Y = new Axis(text["error-axis"]) { Factor = 100, IsLogarithmic = true },
                        Series =
                            [.. ((string[])["0.01", "0.1", "0.9", Cumulative, FirstBatch])
                                .Select(weight => new LineSeries(language.Term(weight), At(weight).Points("variance_error")))],
                    },
                    pictures.SpreadCaption),
                pictures.Bars(text["weight-chart"], text["weight-axis"], groups),
                pictures.Courses(
                    text["course-chart"],
                    "test_accuracy_by_epoch",
                    pictures.Accuracy,
                    [.. ((string[])["0.001", "0.01", "0.1", "0.9", Cumulative]).Select(weight => (language.Term(weight), At(weight)))]),
                new Figure(
                    new LineChart { Title = text["size-chart"], X = weightAxis, Y = pictures.Accuracy, Series = BySize(Running) },
                    pictures.SpreadCaption),
                new Figure(
                    new LineChart
                    {
                        Title = text["noise-chart"],
                        X = weightAxis,
                        Y = new Axis(text["error-axis"]) { Factor = 100, IsLogarithmic = true },
                        Series = BySize(Noise),
                    },
                    pictures.SpreadCaption),
            ],
            Tables =
            [
                pictures.AccuracyTable(text["weight"], groups),
                new ReportTable(
                    text["error-table"],
                    [text["weight"], text["step-1"], text["step-5"], text["last-20"]],
                    [.. groups.Select(
                        item => (IReadOnlyList<string>)[item.Name, Numbers.Percent(item.Group.Series("variance_error")[0]),
                            Numbers.Percent(item.Group.Series("variance_error")[4]), Numbers.Percent(item.Group.Metric("late_error"))])]),
                new ReportTable(
                    text["size-table"],
                    [text["size-and-weight"], text["test-running"], text["test-recalibrated"], text["error"]],
                    [.. CrossedSizes.SelectMany(size => CrossedWeights.Select(weight => (IReadOnlyList<string>)
                    [
                        language.Term(CellContext.Text(size), weight),
                        Numbers.Percent(Running(weight, size)),
                        Numbers.Percent(At(weight, size).Metric("test_accuracy_recalibrated")),
                        Numbers.Percent(Noise(weight, size)),
                    ]))]),
            ],
        };
    }

    private static CellResult Run(CellContext context, string weight, int batchSize)
    {
        Sequential model = StandingStatistics.Model(context, Options(weight));
        if (weight == FirstBatch)
        {
            StandingStatistics.StartAtFirstBatch(context, model, batchSize);
        }

        CellResult result = context.Train(model, options => options with
        {
            BatchSize = batchSize,
            LearningRate = Rate * batchSize / Large,
            RecalibrateEachEpoch = false,
            RecalibrationBatches = options.RecalibrationBatches * Large / batchSize,
        }).ToResult();
        var standing = new StandingStatistics(context, Options(weight), batchSize);
        if (batchSize == Large)
        {
            double[] errors = standing.FromStart(FirstSteps, weight == FirstBatch);
            result.With("variance_error", errors).With("late_error", errors[^20..].Average());
        }

        return CrossedWeights.Contains(weight)
            ? result.With("variance_noise", standing.FromTruth(NoiseSteps)[^NoiseCounted..].Average())
            : result;
    }

    private static StudyCell Cell(string weight, int batchSize) => new(
        [new Coordinate("batch_size", CellContext.Text(batchSize)), new Coordinate("weight", weight)],
            context => Run(context, weight, batchSize));

    private static BatchNormOptions Options(string weight) => new()
    {
        NewStatisticWeight = weight switch
        {
            Cumulative => null,
            FirstBatch => 0.1,
            _ => Parse(weight),
        },
    };

    private static double Parse(string weight) => double.Parse(weight, CultureInfo.InvariantCulture);
}
