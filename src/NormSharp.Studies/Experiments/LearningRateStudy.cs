using System.Globalization;
using NormSharp.Charts;
using NormSharp.Models;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>S1.1: does batch normalization allow larger learning rates?</summary>
internal sealed class LearningRateStudy : Study
{
    private const string With = "all";
    private const string Without = "none";

    // How far from the best an accuracy may be for its learning rate to count as usable.
    private const double Near = 0.03;

    private static readonly double[] Rates = [0.01, 0.03, 0.1, 0.3, 1, 3, 10];

    public override string Name => "learning-rate";

    public override StudyText Text { get; } = new(
        new Phrase("Larger learning rates", "更大的学习率"),
        new Phrase("Does batch normalization allow larger learning rates?", "批量归一化是否允许更大的学习率？"),
        new Phrase(
            "With batch normalization a learning rate of 1.0 reaches 85.7 % test accuracy; without it 0.3 reaches 73.3 % (batch 256, 10 epochs of Fashion-MNIST).",
            "有批量归一化时学习率 1.0 达到 85.7 % 的测试准确率；没有时学习率 0.3 达到 73.3 %（批量 256，Fashion-MNIST 10 轮）。"),
        "S1.1; Ioffe & Szegedy 2015, section 3.3",
        new Phrase(
            "LeNet with sigmoid and average pooling, plain SGD, batches of 256, at learning rates from 0.01 to 10, with batch normalization behind all four hidden layers and behind none. "
            + "Accuracy on test images by running statistics and by recalibrated ones; a training that diverges counts as guessing. The best rate is the one with the highest mean accuracy on these same test images, for both networks alike; no images are held out to choose it by.",
            "使用 sigmoid 与平均池化的 LeNet，普通 SGD，批量 256，学习率从 0.01 到 10，四个隐藏层之后全部加或全部不加批量归一化。"
            + "分别用滑动统计量和重新校准的统计量测量测试准确率；发散的训练按随机猜测计。最佳学习率指在同一批测试图像上平均准确率最高者，两种网络皆如此；没有另留图像用于选择。"));

    public override StudySize Size(StudyPlan plan) => plan.Choose(new StudySize(10_000, 4), new StudySize(20_000, 6), new StudySize(60_000, 10));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
        from placement in (string[])[With, Without]
        from rate in Rates
        select new StudyCell(
            [new Coordinate("bn", placement), new Coordinate("learning_rate", CellContext.Text(rate))],
            context => context.Train(
                context.Model("lenet", options => options with { BatchNorm = placement == With ? BatchNormPlacement.All : BatchNormPlacement.None }),
                options => options with { LearningRate = rate, RecalibrateEachEpoch = false }).ToResult());

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        var judge = new Judge(language);
        string bestWith = Best(results, With);
        string bestWithout = Best(results, Without);
        Sample normalized = Accuracy(results, With, bestWith);
        Sample plain = Accuracy(results, Without, bestWithout);
        (double widthWith, double widthWithout) = (UsableDecades(results, With), UsableDecades(results, Without));
        (string withBest, string withoutBest) = (Unit.Percent.Value(normalized.Mean), Unit.Percent.Value(plain.Mean));
        string Running(string placement, string rate) => Numbers.Percent(results.At(("bn", placement), ("learning_rate", rate)).Metric("test_accuracy"));
        Sample largestWith = LargestUsable(results, With);
        Sample largestWithout = LargestUsable(results, Without);
        return new Conclusion
        {
            Summary = string.Create(CultureInfo.InvariantCulture, $"{language.Say(
                $"With batch normalization LeNet reaches {withBest} at best, at a rate of {bestWith}, and comes within 3 points of that over {widthWith:0.0} powers of ten of the rate; without it {withoutBest} at best, at {bestWithout}, and within 3 points over {widthWithout:0.0} powers of ten.",
                $"有批量归一化时，LeNet 最好为 {withBest}（学习率 {bestWith}），学习率在 {widthWith:0.0} 个数量级内与之相差不超过 3 个百分点；没有时最好为 {withoutBest}（学习率 {bestWithout}），在 {widthWithout:0.0} 个数量级内相差不超过 3 个百分点。")}"),
            Judgements =
            [
                judge.Exceeds(
                    language.Say("At a learning rate of 1.0 the network with batch normalization is better than the one without at 0.3.", "学习率 1.0 的有批量归一化网络优于学习率 0.3 的无批量归一化网络。"),
                    Accuracy(results, With, "1"), Accuracy(results, Without, "0.3"), 0.01, Unit.Percent),
                judge.Exceeds(
                    language.Say("Each at its best learning rate, the network with batch normalization is better.", "各取最佳学习率，有批量归一化的网络更好。"),
                    normalized, plain, 0.01, Unit.Percent),
                judge.Exceeds(
                    language.Say("The largest learning rate within 3 points of the best accuracy that was reached either way is larger with batch normalization (in powers of ten; a network that never comes so near counts with the smallest rate).", "与两种网络所达到的最佳准确率相差不超过 3 个百分点的最大学习率，有批量归一化时更大（以十的幂计；始终达不到的网络按最小的学习率计）。"),
                    largestWith, largestWithout, 0, Unit.Number),
            ],
            Figures =
            [
                new Figure(
                    new LineChart
                    {
                        Title = language.Say("Test accuracy by learning rate", "测试准确率与学习率"),
                        X = new Axis(language.Say("learning rate", "学习率")) { Scale = AxisScale.Logarithmic },
                        Y = new Axis(language.Say("test accuracy (%)", "测试准确率 (%)")) { Factor = 100, Minimum = 0, Maximum = 1 },
                        Series =
                        [
                            Line(results, With, "test_accuracy_recalibrated", language.Say("BN, recalibrated statistics", "有 BN，重新校准")),
                            Line(results, With, "test_accuracy", language.Say("BN, running statistics", "有 BN，滑动统计量")) with { IsDashed = true, PairedWith = 0 },
                            Line(results, Without, "test_accuracy", language.Say("no BN", "无 BN")),
                        ],
                        References =
                        [
                            new ReferenceLine(0.857, language.Say("text: BN, rate 1.0", "原文：BN，学习率 1.0")),
                            new ReferenceLine(0.733, language.Say("text: no BN, rate 0.3", "原文：无 BN，学习率 0.3")),
                        ],
                    },
                    language.Say("Mean over the seeds; bands from the smallest value of a seed to the largest. Dotted: the source text's numbers.", "各种子的均值；色带表示各种子的最小值到最大值。点线为原文的数字。")),
            ],
            Tables =
            [
                new ReportTable(
                    language.Say("The text's two numbers beside ours: test accuracy in %, mean ± deviation over the seeds", "原文的两个数字与本实验对照：测试准确率（%），各种子均值 ± 标准差"),
                    [language.Say("network", "网络"), language.Say("text", "原文"), language.Say("running", "滑动"), language.Say("recalibrated", "校准")],
                    [
                        [language.Say("BN, rate 1.0", "有 BN，学习率 1.0"), "85.7", Running(With, "1"), Numbers.Percent(Accuracy(results, With, "1"))],
                        [language.Say("no BN, rate 0.3", "无 BN，学习率 0.3"), "73.3", Running(Without, "0.3"), "–"],
                    ]),
                new ReportTable(
                    language.Say("Test accuracy in %, mean ± deviation over the seeds", "测试准确率（%），各种子均值 ± 标准差"),
                    [language.Say("learning rate", "学习率"), language.Say("BN, running", "BN，滑动"), language.Say("BN, recalibrated", "BN，校准"), language.Say("no BN", "无 BN"), language.Say("diverged seeds (BN, no BN)", "发散的种子数（有 BN，无 BN）")],
                    [.. results.Axis("learning_rate").Select(rate => (IReadOnlyList<string>)
                    [
                        rate,
                        Running(With, rate),
                        Numbers.Percent(Accuracy(results, With, rate)),
                        Numbers.Percent(Accuracy(results, Without, rate)),
                        $"{results.At(("bn", With), ("learning_rate", rate)).Metric("diverged").Values.Sum()}, {results.At(("bn", Without), ("learning_rate", rate)).Metric("diverged").Values.Sum()}",
                    ])]),
            ],
        };
    }

    private static Sample Accuracy(StudyResults results, string placement, string rate)
        => results.At(("bn", placement), ("learning_rate", rate)).Metric("test_accuracy_recalibrated");

    private static string Best(StudyResults results, string placement)
        => results.Axis("learning_rate").MaxBy(rate => Accuracy(results, placement, rate).Mean)!;

    /// <summary>How many powers of ten the rates span whose accuracy is within three points of the best.</summary>
    private static double UsableDecades(StudyResults results, string placement)
    {
        double best = results.Axis("learning_rate").Max(rate => Accuracy(results, placement, rate).Mean);
        double[] usable = [.. results.Axis("learning_rate").Where(rate => Accuracy(results, placement, rate).Mean >= best - Near).Select(Parse)];
        return Math.Log10(usable.Max() / usable.Min());
    }

    /// <summary>Seed by seed the decimal logarithm of the largest rate whose accuracy is within three points of the best with or without normalization.</summary>
    private static Sample LargestUsable(StudyResults results, string placement)
        => new([.. Enumerable.Range(0, Accuracy(results, placement, "1").Values.Count).Select(seed => LargestUsable(results, placement, seed))]);

    private static double LargestUsable(StudyResults results, string placement, int seed)
    {
        IReadOnlyList<string> rates = results.Axis("learning_rate");
        double best = rates.Max(rate => Math.Max(Accuracy(results, With, rate).Values[seed], Accuracy(results, Without, rate).Values[seed]));
        return Math.Log10(rates.Where(rate => Accuracy(results, placement, rate).Values[seed] >= best - Near).Select(Parse).DefaultIfEmpty(Rates[0]).Max());
    }

    private static LineSeries Line(StudyResults results, string placement, string metric, string name) => new(
        name,
        [.. results.Axis("learning_rate").Select(rate => CellGroup.Point(Parse(rate), results.At(("bn", placement), ("learning_rate", rate)).Metric(metric)))]);

    private static double Parse(string rate) => double.Parse(rate, CultureInfo.InvariantCulture);
}
