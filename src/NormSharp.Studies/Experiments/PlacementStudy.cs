using NormSharp.Charts;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>S1.2: which batch normalizations matter, and what makes the last two fail?</summary>
internal sealed class PlacementStudy : Study
{
    private static readonly string[] Placements = ["all", "none", "first2", "last2", "only1", "only2", "only3", "only4"];

    public override string Name => "placement";

    // How far running statistics lag differs much from seed to seed: three would leave the main claim open.
    public override int DefaultSeedCount => 6;

    public override StudyText Text { get; } = new(
        new Phrase("Which layers to normalise", "归一化哪些层"),
        new Phrase(
            "Which of LeNet's batch normalizations matter, and why does keeping only the last two fail?",
            "LeNet 中哪些批量归一化层重要？为什么只保留最后两个会失败？"),
        new Phrase(
            "Keeping only the last two (learning rate 0.3) gives 51.3 % and test accuracy swings wildly; only the first two 80.9 %, steadily. The text concludes that batch normalization belongs in front, for numerical stability.",
            "只保留最后两个（学习率 0.3）得到 51.3 %，测试准确率剧烈波动；只保留前两个得到 80.9 %，且稳定。原文的结论是：出于数值稳定性，批量归一化应当放在前面。"),
        "S1.2",
        new Phrase(
            "LeNet with batch normalization behind all, none, the first two, the last two and each single hidden layer; SGD at 0.3, batches of 256. After every epoch the test accuracy is measured twice with the same weights: "
            + "with the running statistics, and with statistics recomputed over training images. If the features were bad, recomputing could not help.",
            "LeNet 在全部、无、前两个、后两个以及每个单独的隐藏层之后加批量归一化；SGD 学习率 0.3，批量 256。每轮之后用同一组权重测量两次测试准确率："
            + "一次用滑动统计量，一次用在训练图像上重新计算的统计量。如果特征本身不好，重新计算统计量就无济于事。"));

    public override StudySize Size(StudyPlan plan) => plan.Choose(new StudySize(10_000, 4), new StudySize(20_000, 6), new StudySize(60_000, 10));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) => Placements.Select(placement => new StudyCell(
        "bn", placement, context => context.Train(Networks.LeNet(context.ModelOptions, i => Has(placement, i))).ToResult()));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        var judge = new Judge(language);
        CellGroup last = results.At(("bn", "last2"));
        CellGroup first = results.At(("bn", "first2"));
        Sample running = Mean(last, "test_accuracy_by_epoch");
        Sample recalibrated = Mean(last, "recalibrated_by_epoch");
        return new Conclusion
        {
            Summary = language.Say(
                $"With the last two only, running statistics give {Unit.Percent.Value(last.Metric("test_accuracy").Mean)} at the end, the same weights with recomputed statistics {Unit.Percent.Value(last.Metric("test_accuracy_recalibrated").Mean)}.",
                $"只保留最后两个时，训练结束后用滑动统计量得到 {Unit.Percent.Value(last.Metric("test_accuracy").Mean)}，同一组权重用重新计算的统计量得到 {Unit.Percent.Value(last.Metric("test_accuracy_recalibrated").Mean)}。"),
            Judgements =
            [
                judge.Exceeds(
                    language.Say("What makes the last two fail is stale running statistics: recomputing them raises the accuracy, averaged over the epochs, by more than 5 points.", "只保留最后两个之所以失败，是因为滑动统计量滞后：重新计算后，各轮平均的准确率提高超过 5 个百分点。"),
                    recalibrated, running, 0.05, Unit.Percent),
                judge.AtMost(
                    language.Say("With the same weights, running statistics are never better than recomputed ones: after no epoch of any seed (largest lead of running statistics).", "同一组权重下，滑动统计量从未优于重新计算的统计量：任何种子的任何一轮都没有（滑动统计量领先的最大值）。"),
                    LargestLead(last), 0, Unit.Points),
                judge.Exceeds(
                    language.Say("The features are worse when only the last two layers are normalised: recalibrated, the first two are more than 2 points better at the end (the text's conclusion).", "只归一化最后两层时特征更差：重新校准后，只保留前两个在训练结束时高出 2 个百分点以上（原文的结论）。"),
                    first.Metric("test_accuracy_recalibrated"), last.Metric("test_accuracy_recalibrated"), 0.02, Unit.Percent),
                judge.Exceeds(
                    language.Say("Test accuracy by running statistics swings more with the last two than with the first two.", "用滑动统计量测得的准确率，只保留后两个比只保留前两个波动更大。"),
                    last.Metric("swing"), first.Metric("swing"), 0, Unit.Points),
            ],
            Figures =
            [
                new Figure(Courses(results, language, "first2", "last2"), language.Say(
                    "Solid: statistics recomputed after each epoch. Dashed: running statistics. Same weights in both; bands from the smallest value of a seed to the largest.",
                    "实线：每轮之后重新计算统计量。虚线：滑动统计量。两者权重相同；色带表示各种子的最小值到最大值。")),
                new Figure(Ends(results, language), language.Say("At the end of training; whiskers from the smallest value of a seed to the largest.", "训练结束时；须线表示各种子的最小值到最大值。")),
                EveryEpoch(results, language, language.Say("running statistics", "滑动统计量"), "test_accuracy_by_epoch"),
                EveryEpoch(results, language, language.Say("recomputed statistics", "重新计算的统计量"), "recalibrated_by_epoch"),
            ],
            Tables =
            [
                new ReportTable(
                    language.Say("Test accuracy in %, mean ± deviation over the seeds", "测试准确率（%），各种子均值 ± 标准差"),
                    [language.Say("placement", "位置"), language.Say("running", "滑动"), language.Say("recalibrated", "校准"), language.Say("training", "训练"), language.Say("largest swing (points)", "最大波动（百分点）")],
                    [.. Placements.Select(placement => (IReadOnlyList<string>)
                    [
                        language.Term(placement),
                        .. ((string[])["test_accuracy", "test_accuracy_recalibrated", "train_accuracy", "swing"]).Select(metric => Numbers.Percent(results.At(("bn", placement)).Metric(metric))),
                    ])]),
            ],
        };
    }

    private static bool Has(string placement, int layer) => placement switch
    {
        "all" => true,
        "none" => false,
        "first2" => layer <= 2,
        "last2" => layer > 2,
        _ => placement[^1] - '0' == layer,
    };

    private static Sample Mean(CellGroup group, string series)
        => new([.. group.Runs.Select(run => run.Result.Series[series].Average())]);

    /// <summary>The largest lead that running statistics have over recomputed ones after an epoch, for each seed.</summary>
    private static Sample LargestLead(CellGroup group) => new(
        [.. group.Runs.Select(run => run.Result.Series["test_accuracy_by_epoch"].Zip(run.Result.Series["recalibrated_by_epoch"], (running, recomputed) => running - recomputed).Max())]);

    private static LineChart Courses(StudyResults results, Language language, params string[] placements) => new()
    {
        Title = language.Say("Test accuracy after each epoch, by running and by recomputed statistics", "每轮之后的测试准确率：滑动统计量与重新计算的统计量"),
        X = new Pictures(language).Epochs,
        Y = new Pictures(language).Accuracy,
        Series =
        [
            .. placements.SelectMany((placement, i) => new[]
            {
                new LineSeries(language.Say($"{placement}, recomputed", $"{language.Term(placement)}，重新计算"), results.At(("bn", placement)).Points("recalibrated_by_epoch")) { PairedWith = i },
                new LineSeries(language.Say($"{placement}, running", $"{language.Term(placement)}，滑动"), results.At(("bn", placement)).Points("test_accuracy_by_epoch")) { IsDashed = true, PairedWith = i },
            }),
        ],
    };

    private static Figure EveryEpoch(StudyResults results, Language language, string statistics, string series)
    {
        IReadOnlyList<double>[] values = [.. Placements.Select(placement => (IReadOnlyList<double>)[.. results.At(("bn", placement)).Series(series).Select(sample => sample.Mean)])];
        return new Figure(
            new HeatMap
            {
                Title = language.Say($"Every placement after each epoch, {statistics}", $"各位置每轮之后（{statistics}）"),
                ColumnLabel = language.Say("epoch", "轮"),
                RowLabel = language.Say("placement", "位置"),
                Columns = [.. Enumerable.Range(1, values[0].Count).Select(epoch => $"{epoch}")],
                Rows = [.. Placements.Select(placement => language.Term(placement))],
                Values = values,
                Value = new Pictures(language).Accuracy,
            },
            language.Say("Mean over the seeds.", "各种子的均值。"));
    }

    private static BarChart Ends(StudyResults results, Language language) => new()
    {
        Title = language.Say("Test accuracy at the end, by placement", "训练结束时各位置的测试准确率"),
        CategoryLabel = language.Say("layers with batch normalization", "带批量归一化的层"),
        Y = new Pictures(language).Accuracy,
        Series = [language.Say("running statistics", "滑动统计量"), language.Say("recomputed statistics", "重新计算的统计量")],
        Groups = [.. Placements.Select(placement => new BarGroup(language.Term(placement), [results.At(("bn", placement)).Bar("test_accuracy"), results.At(("bn", placement)).Bar("test_accuracy_recalibrated")]))],
    };
}
