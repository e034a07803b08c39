using NormSharp.Charts;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Texts;

namespace NormSharp.Studies.Experiments;

/// <summary>Charts and tables of accuracies that many studies show.</summary>
/// <param name="language">The language of their words.</param>
internal sealed class Pictures(Language language)
{
    private readonly TextFile _text = TextFile.Of(typeof(Pictures), language);

    /// <summary>What bands and whiskers are.</summary>
    public string SpreadCaption => _text["spread-caption"];

    /// <summary>The axis of an accuracy in percent, from nothing to all.</summary>
    public Axis Accuracy => new(_text["test-accuracy"]) { Factor = 100, Minimum = 0, Maximum = 1 };

    /// <summary>The axis of epochs.</summary>
    public Axis Epochs => new(_text["epoch"]) { IsWhole = true };

    /// <summary>The axis of training steps.</summary>
    public Axis Steps => new(_text["step"]) { IsWhole = true };

    /// <summary>Bars of the accuracy by running and by recalibrated statistics.</summary>
    public Figure Bars(string title, string categoryLabel, IReadOnlyList<(string Name, CellGroup Group)> groups) => new(
        new BarChart
        {
            Title = title,
            CategoryLabel = categoryLabel,
            Y = Accuracy,
            Series = [_text["running-statistics"], _text["recalibrated-statistics"]],
            Groups =
                [.. groups.Select(
                    item => new BarGroup(item.Name, [item.Group.Bar("test_accuracy"), item.Group.Bar("test_accuracy_recalibrated")]))],
        },
        SpreadCaption);

    /// <summary>A line for each group after each epoch.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="series">The course to show, for example <c>recalibrated_by_epoch</c>.</param>
    /// <param name="y">Its axis.</param>
    /// <param name="groups">The lines.</param>
    public Figure Courses(string title, string series, Axis y, IReadOnlyList<(string Name, CellGroup Group)> groups) => new(
        new LineChart
        {
            Title = title,
            X = Epochs,
            Y = y,
            Series = [.. groups.Select(item => new LineSeries(item.Name, item.Group.Points(series)))],
        },
        SpreadCaption);

    /// <summary>The usual accuracies in percent, a row for each group.</summary>
    public ReportTable AccuracyTable(string rowLabel, IReadOnlyList<(string Name, CellGroup Group)> groups) => new(
        _text["accuracy-table"],
        [
            rowLabel,
            _text["test-running"],
            _text["test-recalibrated"],
            _text["training"],
            _text["gap"],
        ],
        [.. groups.Select(item => (IReadOnlyList<string>)
        [
            item.Name,
            .. ((string[])["test_accuracy", "test_accuracy_recalibrated", "train_accuracy", "gap"])
            .Select(metric => Numbers.Percent(item.Group.Metric(metric))),
        ])]);

    /// <summary>Every value of an axis, in words, with its cell.</summary>
    public IReadOnlyList<(string Name, CellGroup Group)> Along(StudyResults results, string axis)
        => [.. results.Axis(axis).Select(value => (language.Term(value), results.At((axis, value))))];
}
