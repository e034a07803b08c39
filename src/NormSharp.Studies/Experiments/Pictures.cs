using NormSharp.Charts;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;

namespace NormSharp.Studies.Experiments;

/// <summary>Charts and tables of accuracies that many studies show.</summary>
/// <param name="language">The language of their words.</param>
internal sealed class Pictures(Language language)
{
    /// <summary>What bands and whiskers are.</summary>
    public string SpreadCaption => language.Say("Mean over the seeds; bands and whiskers from the smallest value of a seed to the largest.", "各种子的均值；色带与须线表示各种子的最小值到最大值。");

    /// <summary>The axis of an accuracy in percent, from nothing to all.</summary>
    public Axis Accuracy => new(language.Say("test accuracy (%)", "测试准确率 (%)")) { Factor = 100, Minimum = 0, Maximum = 1 };

    /// <summary>The axis of epochs.</summary>
    public Axis Epochs => new(language.Say("epoch", "轮")) { IsWhole = true };

    /// <summary>Bars of the accuracy by running and by recalibrated statistics.</summary>
    public Figure Bars(string title, string categoryLabel, IReadOnlyList<(string Name, CellGroup Group)> groups) => new(
        new BarChart
        {
            Title = title,
            CategoryLabel = categoryLabel,
            Y = Accuracy,
            Series = [language.Say("running statistics", "滑动统计量"), language.Say("recalibrated statistics", "重新校准的统计量")],
            Groups = [.. groups.Select(item => new BarGroup(item.Name, [item.Group.Bar("test_accuracy"), item.Group.Bar("test_accuracy_recalibrated")]))],
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
        language.Say("Accuracy in %, mean ± deviation over the seeds", "准确率（%），各种子均值 ± 标准差"),
        [
            rowLabel,
            language.Say("test, running", "测试，滑动"),
            language.Say("test, recalibrated", "测试，校准"),
            language.Say("training", "训练"),
            language.Say("training − test", "训练 − 测试"),
        ],
        [.. groups.Select(item => (IReadOnlyList<string>)
        [
            item.Name,
            .. ((string[])["test_accuracy", "test_accuracy_recalibrated", "train_accuracy", "gap"]).Select(metric => Numbers.Percent(item.Group.Metric(metric))),
        ])]);

    /// <summary>Every value of an axis, in words, with its cell.</summary>
    public IReadOnlyList<(string Name, CellGroup Group)> Along(StudyResults results, string axis)
        => [.. results.Axis(axis).Select(value => (language.Term(value), results.At((axis, value))))];
}
