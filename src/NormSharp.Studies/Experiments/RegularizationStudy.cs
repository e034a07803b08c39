using NormSharp.Autograd;
using NormSharp.Charts;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Texts;
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

    public override string Method(TextFile text) => text.Say(
        "method",
        ("rate", $"{Rate}"),
        ("l2", $"{L2}"),
        ("l1", $"{L1}"));

    public override StudySize Size(StudyPlan plan)
        => plan.Choose(new StudySize(1_000, 20), new StudySize(2_000, 30), new StudySize(2_000, 40));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan)
        => Variants.Select(variant => new StudyCell("variant", variant, context => Run(context, variant)));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        TextFile text = Text(language);
        var judge = new Judge(language, results.Plan.Scale);
        var pictures = new Pictures(language);
        IReadOnlyList<(string Name, CellGroup Group)> groups = pictures.Along(results, "variant");
        Sample Metric(string variant, string metric) => results.At(("variant", variant)).Metric(metric);
        string Gap(string variant) => Unit.Percent.In(language).Difference(Metric(variant, "gap").Mean);
        Sample raised = new(
            [.. Metric("bn, L2", "effective_rate").Values.Zip(Metric("bn", "effective_rate").Values, (with, without) => with / without)]);
        double[] progress = [.. Enumerable.Range(0, Moments).Select(i => 100.0 * i / (Moments - 1))];
        return new Conclusion
        {
            Summary = text.Say(
                "summary",
                ("none", Gap("none")),
                ("bn", Gap("bn")),
                ("dropout", Gap("dropout")),
                ("l2", Gap("L2")),
                ("best", groups.MaxBy(item => item.Group.Metric("test_accuracy").Mean).Name)),
            Judgements =
            [
                judge.Exceeds(text["judged-gap"], Metric("none", "gap"), Metric("bn", "gap"), 0, Unit.Points),
                judge.Exceeds(text["judged-accuracy"], Metric("bn", "test_accuracy"), Metric("none", "test_accuracy"), 0, Unit.Accuracy),
                judge.Exceeds(text["judged-rate"], raised, raised.Map(_ => 1), 0.5, Unit.Number),
            ],
            Figures =
            [
                new Figure(
                    new BarChart
                    {
                        Title = text["accuracy-chart"],
                        CategoryLabel = text["variant"],
                        Y = pictures.Accuracy with { Label = text["accuracy-axis"] },
                        Series = [text["training-images"], text["test-images"]],
                        Groups =
                            [.. groups.Select(
                                item => new BarGroup(item.Name, [item.Group.Bar("train_accuracy"), item.Group.Bar("test_accuracy")]))],
                    },
                    pictures.SpreadCaption),
                new Figure(
                    new LineChart
                    {
                        Title = text["rate-chart"],
                        X = new Axis(text["progress"]),
                        Y = new Axis(text["rate-axis"]) { IsLogarithmic = true },
                        Series =
                            [.. ((string[])["bn", "bn, L2", "bn, L1", "L2"])
                                .Select(
                                    variant => new LineSeries(
                                        language.Term(variant),
                                        results.At(("variant", variant)).Points("effective_rate_course", progress)))],
                    },
                    pictures.SpreadCaption),
            ],
            Tables =
            [
                new ReportTable(
                    text["table"],
                    [text["variant"], text["training"], text["test"], text["gap"], text["effective-rate"]],
                    [.. groups.Select(item => (IReadOnlyList<string>)
                    [
                        item.Name,
                        .. ((string[])["train_accuracy", "test_accuracy", "gap"])
                        .Select(metric => Numbers.Percent(item.Group.Metric(metric))),
                        Numbers.Spread(item.Group.Metric("effective_rate"), "0.0000"),
                    ])]),
            ],
        };
    }

    private static CellResult Run(CellContext context, string variant)
    {
        bool normalized = variant.StartsWith("bn", StringComparison.Ordinal);
        Sequential model = Model(context, normalized, variant.EndsWith("dropout", StringComparison.Ordinal));
        using var training = new ManualTraining(
            context, model, Rate, batchSize: 64, variant.EndsWith("L2", StringComparison.Ordinal) ? L2 : 0);
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
            BatchNormRecalibration.Run(
                model,
                context.Data.Train,
                new RecalibrationOptions { BatchSize = 64, Batches = 16, Seed = context.Seed },
                context.Cancellation);
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
            ? new Sequential(
                [.. basis.Children.SelectMany<(string Name, Module Child),
                    (string, Module)>(entry => entry.Name == "fc3" ? [("dropout", new Dropout(0.5)), entry] : [entry])])
            : basis;
    }
}
