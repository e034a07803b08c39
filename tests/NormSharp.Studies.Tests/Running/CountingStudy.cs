using NormSharp.Charts;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Tests.Running;

/// <summary>A study whose cells cost nothing and are counted; can be told to fail or to wait for a signal.</summary>
internal sealed class CountingStudy : Study
{
    private int _calls;

    public int Calls => _calls;

    /// <summary>Called in each cell, with how many were run before.</summary>
    public Action<int, CellContext> OnCell { get; init; } = (_, _) => { };

    public override string Name => "counting";

    public int Changes { get; init; }

    public override int Revision => 1 + Changes;

    public override IEnumerable<StudyCell> Grid(StudyPlan plan)
        => ((string[])["a", "b", "c"]).Select(value => new StudyCell("letter", value, context => Run(context, value)));

    public override Conclusion Conclude(StudyResults results, Language language) => new()
    {
        Summary = "counted",
        Judgements =
            [new Judge(language)
                .Exceeds(
                    "a exceeds b",
                    results.At(("letter", "a")).Metric("value"),
                    results.At(("letter", "b")).Metric("value"),
                    0,
                    Unit.Number)],
        Figures =
        [
            new Figure(
                new LineChart
                {
                    Title = "courses",
                    X = new Axis("place"),
                    Y = new Axis("value"),
                    Series =
                        [.. results.Axis("letter")
                            .Select(letter => new LineSeries(letter, results.At(("letter", letter)).Points("course")))],
                },
                "a caption"),
        ],
        Tables = [new ReportTable("values", ["letter", "value"], [["a", "1"]])],
    };

    private CellResult Run(CellContext context, string value)
    {
        OnCell(Interlocked.Increment(ref _calls) - 1, context);
        var random = new Philox(context.Seed, value[0]);
        return new CellResult()
            .With("value", random.NextDouble())
            .With("nothing", double.NaN)
            .With("course", [1.0, double.NaN, random.NextDouble()]);
    }
}
