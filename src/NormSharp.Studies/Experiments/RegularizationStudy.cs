using NormSharp.Autograd;
using NormSharp.Charts;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Verdicts;
using NormSharp.Tensors;
using NormSharp.Training;

namespace NormSharp.Studies.Experiments;

/// <summary>S5: batch normalization beside L2, L1 and dropout, on a small training set.</summary>
internal sealed class RegularizationStudy : Study
{
    private const int Moments = 12;
    private const double Rate = 0.1;
    private const double L2 = 5e-3;
    private const double L1 = 1e-4;

    private static readonly string[] Variants = ["none", "dropout", "L2", "L1", "bn", "bn, L2", "bn, L1", "bn, dropout"];

    public override string Name => "regularization";

    public override StudyText Text { get; } = new(
        new Phrase("Regularization", "正则化"),
        new Phrase("How does batch normalization compare with L2, L1 and dropout as a regulariser, and what does L2 do beside it?", "作为正则化手段，批量归一化与 L2、L1、dropout 相比如何？与 L2 并用时 L2 起什么作用？"),
        new Phrase(
            "Batch normalization has a regularising effect of its own; penalties on the weights (L1, L2) stand beside it.",
            "批量归一化本身有正则化作用；权重惩罚（L1、L2）可与之并用。"),
        "S5; van Laarhoven 2017 (L2 and the effective learning rate)",
        new Phrase(
            $"ReLU LeNet on a small training set, SGD at {Rate}, batches of 64: nothing, dropout(0.5) in front of the last layer, L2 ({L2}), L1 ({L1}), each without and with batch normalization. Gap: training accuracy in evaluation mode less test accuracy. "
            + "A layer in front of a normalization has the same function at any scale of its weights, so L2 does not limit it: it shrinks ‖w‖ and thereby raises the effective learning rate, rate/‖w‖².",
            $"小训练集上的 ReLU LeNet，SGD 学习率 {Rate}，批量 64：什么都不加、最后一层之前 dropout(0.5)、L2（{L2}）、L1（{L1}），分别不带与带批量归一化。差距：评估模式下的训练准确率减测试准确率。"
            + "归一化层之前的层，其函数与权重尺度无关，因此 L2 并不限制它，而是缩小 ‖w‖，从而提高有效学习率 rate/‖w‖²。"));

    public override StudySize Size(StudyPlan plan) => plan.Choose(new StudySize(1_000, 20), new StudySize(2_000, 30), new StudySize(2_000, 40));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) => Variants.Select(variant => new StudyCell("variant", variant, context => Run(context, variant)));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        var judge = new Judge(language);
        var pictures = new Pictures(language);
        IReadOnlyList<(string Name, CellGroup Group)> groups = pictures.Along(results, "variant");
        Sample Metric(string variant, string metric) => results.At(("variant", variant)).Metric(metric);
        Sample raised = new([.. Metric("bn, L2", "effective_rate").Values.Zip(Metric("bn", "effective_rate").Values, (with, without) => with / without)]);
        double[] progress = [.. Enumerable.Range(0, Moments).Select(i => 100.0 * i / (Moments - 1))];
        return new Conclusion
        {
            Summary = language.Say(
                $"Gap between training and test accuracy: none {Unit.Percent.Difference(Metric("none", "gap").Mean)}, batch normalization {Unit.Percent.Difference(Metric("bn", "gap").Mean)}, dropout {Unit.Percent.Difference(Metric("dropout", "gap").Mean)}, L2 {Unit.Percent.Difference(Metric("L2", "gap").Mean)}. Best on the test images: {groups.MaxBy(item => item.Group.Metric("test_accuracy").Mean).Name}.",
                $"训练与测试准确率之差：无 {Unit.Percent.In(language).Difference(Metric("none", "gap").Mean)}，批量归一化 {Unit.Percent.In(language).Difference(Metric("bn", "gap").Mean)}，dropout {Unit.Percent.In(language).Difference(Metric("dropout", "gap").Mean)}，L2 {Unit.Percent.In(language).Difference(Metric("L2", "gap").Mean)}。测试图像上最好的是：{groups.MaxBy(item => item.Group.Metric("test_accuracy").Mean).Name}。"),
            Judgements =
            [
                judge.Exceeds(language.Say("Batch normalization alone narrows the gap between training and test accuracy.", "单独使用批量归一化缩小了训练与测试准确率之差。"), Metric("none", "gap"), Metric("bn", "gap"), 0, Unit.Points),
                judge.Exceeds(language.Say("Batch normalization alone raises the test accuracy.", "单独使用批量归一化提高了测试准确率。"), Metric("bn", "test_accuracy"), Metric("none", "test_accuracy"), 0, Unit.Percent),
                judge.Exceeds(language.Say("Beside batch normalization, L2 raises the effective learning rate by at least half (its ratio to that without L2).", "与批量归一化并用时，L2 使有效学习率至少提高一半（与不用 L2 时之比）。"), raised, raised.Map(_ => 1), 0.5, Unit.Number),
            ],
            Figures =
            [
                new Figure(
                    new BarChart
                    {
                        Title = language.Say("Accuracy on training and test images", "训练与测试图像上的准确率"),
                        CategoryLabel = language.Say("variant", "方案"),
                        Y = pictures.Accuracy with { Label = language.Say("accuracy (%)", "准确率 (%)") },
                        Series = [language.Say("training images", "训练图像"), language.Say("test images", "测试图像")],
                        Groups = [.. groups.Select(item => new BarGroup(item.Name, [item.Group.Bar("train_accuracy"), item.Group.Bar("test_accuracy")]))],
                    },
                    pictures.SpreadCaption),
                new Figure(
                    new LineChart
                    {
                        Title = language.Say("Effective learning rate of the second convolution", "第二个卷积层的有效学习率"),
                        X = new Axis(language.Say("share of the training (%)", "训练进度 (%)")),
                        Y = new Axis(language.Say("rate / ‖w‖²", "学习率 / ‖w‖²")) { Scale = AxisScale.Logarithmic },
                        Series = [.. ((string[])["bn", "bn, L2", "bn, L1", "L2"]).Select(variant => new LineSeries(language.Term(variant), results.At(("variant", variant)).Points("effective_rate_course", progress)))],
                    },
                    pictures.SpreadCaption),
            ],
            Tables =
            [
                new ReportTable(
                    language.Say("Mean ± deviation over the seeds", "各种子均值 ± 标准差"),
                    [language.Say("variant", "方案"), language.Say("training (%)", "训练 (%)"), language.Say("test (%)", "测试 (%)"), language.Say("gap (points)", "差距（百分点）"), language.Say("effective rate", "有效学习率")],
                    [.. groups.Select(item => (IReadOnlyList<string>)
                    [
                        item.Name,
                        .. ((string[])["train_accuracy", "test_accuracy", "gap"]).Select(metric => Numbers.Percent(item.Group.Metric(metric))),
                        Numbers.Spread(item.Group.Metric("effective_rate"), "0.0000"),
                    ])]),
            ],
        };
    }

    private static CellResult Run(CellContext context, string variant)
    {
        bool normalized = variant.StartsWith("bn", StringComparison.Ordinal);
        Sequential model = Model(context, normalized, variant.EndsWith("dropout", StringComparison.Ordinal));
        using var training = new ManualTraining(context, model, Rate, batchSize: 64, variant.EndsWith("L2", StringComparison.Ordinal) ? L2 : 0);
        Parameter[] weights = [.. training.Parameters.Select(entry => entry.Parameter).Where(parameter => parameter.Rank > 1)];
        Parameter watched = training.Parameters.First(entry => entry.Name == "conv2.weight").Parameter;
        Func<Tensor, Tensor>? penalty = variant.EndsWith("L1", StringComparison.Ordinal) ? logits => Absolute(weights, logits) : null;
        int steps = context.Size.Epochs * training.StepsPerEpoch;
        var rates = new List<double>();
        for (int step = 0; step < steps; step++)
        {
            if (step >= (double)rates.Count * (steps - 1) / (Moments - 1) && rates.Count < Moments)
            {
                rates.Add(EffectiveRate(watched));
            }

            training.Load(step);
            training.LossAndGradient(penalty);
            training.Step();
        }

        while (rates.Count < Moments)
        {
            rates.Add(EffectiveRate(watched));
        }

        if (normalized)
        {
            BatchNormRecalibration.Run(model, context.Data.Train, new RecalibrationOptions { BatchSize = 64, Batches = 16, Seed = context.Seed }, context.Cancellation);
        }

        double Accuracy(ImageSet set) => Evaluator.Evaluate(model, set, cancellationToken: context.Cancellation).Accuracy;
        (double train, double test) = (Accuracy(context.Data.Train), Accuracy(context.Data.Test));
        return new CellResult()
            .With("train_accuracy", train)
            .With("test_accuracy", test)
            .With("gap", train - test)
            .With("effective_rate", rates[^1])
            .With("effective_rate_course", rates);
    }

    private static double EffectiveRate(Parameter weight)
    {
        double norm = 0;
        foreach (float value in weight.AsSpan())
        {
            norm += (double)value * value;
        }

        return Rate / Math.Max(norm, 1e-12);
    }

    private static Tensor Absolute(Parameter[] weights, Tensor x)
    {
        Tensor sum = weights[0].On(x).Abs().Sum();
        foreach (Parameter weight in weights[1..])
        {
            sum += weight.On(x).Abs().Sum();
        }

        return sum * (float)L1;
    }

    private static Sequential Model(CellContext context, bool normalized, bool dropout)
    {
        Sequential basis = Networks.LeNet(context.ModelOptions with { Activation = ActivationKind.Relu }, _ => normalized);
        return dropout
            ? new Sequential([.. basis.Children.SelectMany<(string Name, Module Child), (string, Module)>(entry => entry.Name == "fc3" ? [("dropout", new Dropout(0.5)), entry] : [entry])])
            : basis;
    }
}
